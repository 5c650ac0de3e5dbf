import type { Plan, Table } from "../plan.ts";
import { createWholeFiles } from "../whole-files.ts";
import type { Exported, ExportFormat } from "./format.ts";
import { nab } from "./nab.ts";
import { createExportRows, type Split } from "./rows.ts";
import { timeeval } from "./timeeval.ts";
import { tsbAd } from "./tsb-ad.ts";

export const exportFormats: Readonly<Record<string, ExportFormat>> = { nab, timeeval, "tsb-ad": tsbAd };

/** Writes the metrics of a table, with a label for every value, in a form that a benchmark reads. */
export function exportTable(
  plan: Plan,
  table: Table,
  format: ExportFormat,
  to: { directory: string; split: Split; force: boolean },
): Exported {
  const files = createWholeFiles(to.directory, to.force);
  const result = format.write({ plan, rows: createExportRows(plan, table), split: to.split, files });
  const apart = plan.disturbances.filter(({ changes }) => ["rows", "clock", "delivery"].includes(changes));
  if (apart.length > 0)
    result.notes.push(
      `these files have a row for every tick at its own time: what ${apart.map(({ id }) => id).join(", ")} does to rows, clocks or delivery is not in them`,
    );
  return result;
}
