import type { Command } from "commander";
import { UsageError } from "../core/error.ts";
import { exportFormats, exportTable } from "../engine/export/export.ts";
import type { Split } from "../engine/export/rows.ts";
import { visible } from "../engine/visible.ts";
import type { ScenarioFlags } from "./flags.ts";
import { planOf } from "./plan-of.ts";
import { counted } from "./quantity.ts";
import { headline } from "./run-report.ts";
import { tablesOf } from "./scenario.ts";
import { note } from "./style.ts";

export interface ExportFlags extends ScenarioFlags {
  as: string;
  to: string;
  split: Split;
  catalog?: string;
  force?: boolean;
}

export async function exportCommand(name: string, flags: ExportFlags, command: Command): Promise<void> {
  const format = exportFormats[flags.as];
  const { as, split, to, force = false } = flags;
  if (!format.splits.includes(split))
    throw new UsageError(`--split ${split}: ${as} has no training files; it takes ${format.splits.join(", ")}`);
  const { plan } = await planOf(name, flags, command);
  const tables = tablesOf(plan, flags.table).filter(({ rows, metrics }) => rows === "grid" && metrics.length > 0);
  if (tables.length !== 1)
    throw new UsageError(
      tables.length === 0
        ? "there is no table of ticks and metrics to export"
        : `there are the tables ${tables.map((table) => table.name).join(", ")}: choose one with --table`,
    );
  if (plan.disturbances.length === 0) note("the scenario has no anomalies and no faults: nothing will be labelled");
  note(headline(plan));
  const { files, rows, notes } = exportTable(plan, tables[0], format, { directory: to, split, force });
  for (const text of notes) note(`note: ${visible(text)}`);
  note(`${counted(rows, "row")} in ${counted(files, "file")} in ${visible(to)}`);
}
