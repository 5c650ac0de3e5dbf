import { formatDuration } from "../core/duration.ts";
import { countRows } from "../engine/count-rows.ts";
import type { Plan, Table } from "../engine/plan.ts";
import { localText } from "./window-text.ts";

/** A warning for each table of ticks that has no rows in the window; events may well be rare. */
export function emptyTables(plan: Plan, tables: readonly Table[]): string[] {
  const { inventory, window, grid, zone } = plan;
  const whole = { entities: { from: 0, to: inventory.size }, from: window.from, to: window.to };
  const empty = (table: Table) =>
    table.rows === "grid" && countRows(plan, table, { length: 1, at: () => whole }).rows === 0;
  return tables.filter(empty).map(({ name, every }) => {
    const ticks = Math.ceil(window.to / every) - Math.ceil(window.from / every);
    const reason =
      ticks > 0
        ? "no entity is active in it"
        : `it has a tick every ${formatDuration(grid.interval * every)}, counted from the origin ${localText(grid.origin, zone)}, and none falls into it`;
    return `warning: table ${name} has no rows in this window: ${reason}`;
  });
}
