import { UsageError } from "../../core/error.ts";
import { createAssembler } from "../../engine/assemble.ts";
import { createLanes } from "../../engine/lanes.ts";
import type { Plan } from "../../engine/plan.ts";
import { refuseFar } from "../refuse-far.ts";
import type { Source } from "./source.ts";

/** Processor time, in ms, that rows asked for at once may take: nothing else is answered meanwhile. */
const LONGEST = 500;

/** The rows of a plan's first table, of its only entity. Throws where they take too long to make. */
export function planSource(plan: Plan, most: number): Source {
  refuseFar(plan, plan.window.from);
  const [table] = plan.tables;
  const lanes = createLanes(plan, table, most);
  const builder = createAssembler(plan, table, most, lanes.kinds);
  const entities = { from: 0, to: 1 };
  return {
    schema: table.schema,
    most,
    width: 1,
    rows(tick, ticks) {
      const began = process.cpuUsage().user;
      lanes.run(0, tick, ticks);
      const cells = Array.from({ length: lanes.count }, (_, lane) => lanes.lane(lane));
      const batches = builder.build(
        { entities, firstEntity: 0, entityCount: 1, tick, ticks, byTime: false },
        cells,
        "",
      );
      const took = (process.cpuUsage().user - began) / 1000;
      if (took > LONGEST)
        throw new UsageError(
          `${ticks} rows took ${Math.round(took)} ms to make, too long for a stream: use fauxmetry run`,
        );
      return batches;
    },
  };
}
