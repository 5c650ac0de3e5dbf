import { createAssembler } from "../../engine/assemble.ts";
import { createLanes } from "../../engine/lanes.ts";
import type { Plan } from "../../engine/plan.ts";
import type { Source } from "./source.ts";

/** The rows of a plan's first table, of its only entity. */
export function planSource(plan: Plan, most: number): Source {
  const [table] = plan.tables;
  const lanes = createLanes(plan, table, most);
  const builder = createAssembler(plan, table, most, lanes.kinds);
  const entities = { from: 0, to: 1 };
  return {
    schema: table.schema,
    most,
    rows(tick, ticks) {
      lanes.run(0, tick, ticks);
      const cells = Array.from({ length: lanes.count }, (_, lane) => lanes.lane(lane));
      return builder.build({ entities, firstEntity: 0, entityCount: 1, tick, ticks, byTime: false }, cells, "");
    },
  };
}
