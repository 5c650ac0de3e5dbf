import type { Report } from "../engine/job.ts";
import type { Plan } from "../engine/plan.ts";
import { visible, visibleJson } from "../engine/visible.ts";
import { urlsOf } from "./flags.ts";
import { byteSize, counted, elapsed, entities, short } from "./quantity.ts";
import type { RunFlags } from "./run.ts";
import { note, print, styleOf } from "./style.ts";
import { windowText } from "./window-text.ts";

/** A report of the engine with what it is about, as `--json` prints it. */
export interface Done extends Report {
  table: string;
  to: string;
}

/** What a run would do. */
export interface Intent {
  table: string;
  to: string;
  format: string;
  partitions: number;
  first?: string;
}

/** What is made, before it is. */
export function headline(plan: Plan): string {
  const { scenario, inventory } = plan;
  const style = styleOf(process.stderr);
  return `${style.bold(scenario.name)}: ${entities(inventory.size)} every ${scenario.interval}, seed ${scenario.seed}\nwindow ${windowText(plan)}`;
}

/** What has been made. */
export function summary({ table, to, rows, bytes, partitions, seconds, kept, manifest }: Done): string {
  const place = to === "-" ? "standard output" : visible(to);
  const size = bytes > 0 ? `, ${byteSize(bytes)}` : "";
  const files = manifest ? ` in ${counted(partitions, "file")}` : "";
  const made = rows - kept.rows;
  if (made === 0 && kept.rows > 0)
    return `${table}: complete already, ${counted(rows, "row")}${files}${size} in ${place}\nmanifest ${visible(manifest ?? "")}`;
  const before = kept.rows > 0 ? ` (${counted(kept.rows, "row")} were there)` : "";
  const speed = `${elapsed(seconds)}, ${short(made / Math.max(seconds, 0.001))} rows/s`;
  const lines = [`${table}: ${counted(rows, "row")}${files}${size} to ${place} in ${speed}${before}`];
  if (manifest) lines.push(`manifest ${visible(manifest)}`);
  return lines.join("\n");
}

/** Tells what a dry run would have done. */
export function tellIntents(intents: readonly Intent[]): void {
  for (const { table, to, format, partitions, first } of intents) {
    const files = first === undefined ? "" : `: ${counted(partitions, "file")}, the first ${visible(first)}`;
    note(`would write ${table} as ${format} to ${visible(to)}${files}`);
  }
  note("nothing was written (--dry-run)");
}

/** The report for programs; it leaves standard output to data. */
export function printReport(plan: Plan, runs: readonly (Done | Intent)[], flags: RunFlags): void {
  const { start, end } = plan.scenario;
  const whole = {
    scenario: plan.scenario.name,
    seed: plan.scenario.seed,
    window: { start, end, zone: plan.zone.name },
    entities: plan.inventory.size,
    dryRun: flags.dryRun ?? false,
    runs,
  };
  const taken = !flags.dryRun && (urlsOf(flags) ?? ["-"]).includes("-");
  (taken ? note : print)(visibleJson(whole));
}
