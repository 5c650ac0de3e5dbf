import { availableParallelism } from "node:os";
import type { Field } from "../core/batch.ts";
import { formatDuration } from "../core/duration.ts";
import { type Estimate, estimate } from "../engine/estimate.ts";
import { expectedOccurrences } from "../engine/expected.ts";
import { WHOLE } from "../engine/partition.ts";
import type { Catalogs, Plan, Table } from "../engine/plan.ts";
import { requestsOf } from "../engine/requests.ts";
import { partsOf } from "../engine/target.ts";
import { visible } from "../engine/visible.ts";
import { emptyTables } from "./empty-tables.ts";
import { type OutputFlags, type ScenarioFlags, urlsOf } from "./flags.ts";
import { byteSize, count, counted, elapsed } from "./quantity.ts";
import { ask, compileAsked, tablesOf } from "./scenario.ts";
import { note, print, printJson, styleOf } from "./style.ts";
import { targetFor } from "./target-options.ts";
import { textTable } from "./text-table.ts";
import { localText } from "./window-text.ts";

type Flags = ScenarioFlags & OutputFlags & { json?: boolean };

interface TableReport extends Estimate {
  table: string;
  to: string;
  format: string;
  columns: readonly Field[];
  key: readonly string[];
  /** Files, for a target of files; the parts that shards and workers share. */
  parts: number;
  /** Whether parts are files, or objects. */
  files: boolean;
  first: string[];
  /** Of objects: the requests of a run by the store's classes. */
  requests?: Record<string, number>;
  /** Whether they are compressed, and so smaller than `bytes`. */
  compressed: boolean;
}

export async function explain(name: string, flags: Flags): Promise<void> {
  const asked = await ask(name, flags);
  const plan = compileAsked(asked);
  const urls = urlsOf(flags) ?? ["out/"];
  const tables = tablesOf(plan, flags.table).flatMap((table) =>
    urls.map((url) => explainTable(plan, table, asked.catalogs, url, flags)),
  );
  for (const table of tables) if (table.files && isMany(table)) note(manyText(table));
  if (flags.json) return printJson(summary(plan, tables));
  print([head(plan), ...disturbances(plan), ...tables.map((table) => describeTable(table, flags))].join("\n\n"));
  for (const warning of emptyTables(plan, tablesOf(plan, flags.table))) note(warning);
}

function explainTable(plan: Plan, table: Table, catalogs: Catalogs, url: string, flags: Flags): TableReport {
  const target = targetFor(catalogs, plan, table, url, flags);
  const parts = partsOf(plan, table, target, flags.order ?? "time", flags.shard ?? WHOLE);
  const threads = flags.workers ?? availableParallelism();
  const shards = flags.shard?.count ?? 1;
  const found = estimate(plan, table, catalogs, target, parts, { order: flags.order ?? "time", threads, shards });
  const { stores, billing } = target.definition;
  const files = stores === "files";
  const first = files ? Array.from({ length: Math.min(3, parts.length) }, (_, i) => parts.at(i).path) : [];
  return {
    table: table.name,
    to: url,
    format: target.format,
    columns: table.schema.fields,
    key: table.schema.key,
    parts: parts.length,
    files,
    first,
    requests: billing && requestsOf(billing, parts, found.bytes[target.format], { seconds: found.seconds, shards }),
    compressed: target.compression !== undefined,
    ...found,
  };
}

/** Files that are worth a word, and the mean size of one below which they are. */
const MANY = 100_000;
const LITTLE = 1e6;

function isMany({ parts, bytes, format }: TableReport): boolean {
  return parts > MANY && bytes[format] / parts < LITTLE;
}

function noun({ requests }: TableReport): string {
  return requests ? "object" : "file";
}

function manyText(report: TableReport): string {
  const { parts, bytes, format, to } = report;
  const size = byteSize(bytes[format] / parts);
  return `warning: ${counted(parts, noun(report))} of about ${size} in ${visible(to)}: each takes a request to store, to find and to read. A path without {id} and {tag...}, as in dt={date}/, with --file-size 128MB makes about ${count(Math.ceil(bytes[format] / 128e6))} or one a day`;
}

function firstIds({ inventory }: Plan): string[] {
  return Array.from({ length: Math.min(3, inventory.size) }, (_, e) => inventory.idOf(e));
}

function summary(plan: Plan, tables: readonly TableReport[]) {
  const { scenario, window, zone, inventory, grid } = plan;
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    window: {
      start: scenario.start,
      end: scenario.end,
      zone: zone.name,
      localStart: localText(window.start, zone),
      localEnd: localText(window.end, zone),
    },
    interval: grid.interval,
    ticks: window.to - window.from,
    entities: inventory.size,
    ids: firstIds(plan),
    disturbances: expectedOccurrences(plan),
    tables,
  };
}

function head(plan: Plan): string {
  const { scenario, window, zone, inventory, grid } = plan;
  const utc = zone.name === "UTC" ? [] : [["", `${scenario.start} to ${scenario.end} in UTC`]];
  const jitter = plan.jitter > 0 ? `, up to ${formatDuration(plan.jitter)} late` : "";
  const more = inventory.size > 3 ? ", ..." : "";
  return textTable([
    ["scenario", styleOf(process.stdout).bold(scenario.name)],
    ...(scenario.description ? [["", visible(scenario.description)]] : []),
    ["seed", String(scenario.seed)],
    [
      "window",
      `${localText(window.start, zone)} to ${localText(window.end, zone)}, end exclusive (${formatDuration(window.end - window.start)})`,
    ],
    ...utc,
    ["zone", zone.name],
    ["ticks", `${count(window.to - window.from)}, one every ${formatDuration(grid.interval)}${jitter}`],
    ["entities", `${count(inventory.size)}: ${firstIds(plan).map(visible).join(", ")}${more}`],
  ]);
}

/** How often each anomaly and fault comes, over all entities. */
function disturbances(plan: Plan): string[] {
  const expected = expectedOccurrences(plan);
  if (expected.length === 0) return [];
  const rows = expected.map(({ id, kind, metrics, occurrences, exact }) => [
    `  ${id}`,
    `${exact ? "" : "about "}${counted(occurrences, "occurrence")}`,
    `${kind} of ${metrics.join(", ") || "whole rows"}`,
  ]);
  return [[styleOf(process.stdout).bold("anomalies and faults"), textTable(rows)].join("\n")];
}

function requestsText({ requests = {}, compressed }: TableReport): string {
  const classes = Object.entries(requests).map(([name, n]) => `${count(n)} ${name}`);
  return `${compressed ? "up to " : ""}about ${classes.join(", ")}`;
}

function describeTable(report: TableReport, flags: Flags): string {
  const { table, columns, key, rows, exact, parts, first, bytes, format, to, seconds, threads, memory } = report;
  const about = exact ? "" : "about ";
  const sizes = Object.entries(bytes).map(
    ([name, size]) => `${name} ${byteSize(size)}${name === format ? " (chosen)" : ""}`,
  );
  const machines = flags.shard
    ? `part ${flags.shard.index + 1} of ${flags.shard.count}`
    : parts > 1
      ? `--shard 1/n to n/n share the ${counted(parts, noun(report))}`
      : `one ${noun(report)}: put {shard} in its name to share it`;
  const place =
    first.length > 0
      ? `${counted(parts, noun(report))} in ${visible(to)}: ${first.map(visible).join(", ")}${parts > first.length ? ", ..." : ""}`
      : visible(to);
  const facts = textTable([
    ["rows", `${about}${count(rows)}`],
    ["bytes", `about ${sizes.join(", ")}`],
    ["to", place],
    ...(report.requests ? [["requests", requestsText(report)]] : []),
    [
      "time",
      `about ${elapsed(seconds)} on ${counted(threads, "thread")}${report.requests ? ", if the store keeps up" : ""}`,
    ],
    ["memory", `up to about ${byteSize(memory)}`],
    ["shards", machines],
  ]);
  const listed = columns.map(({ name, type, decimals, unit, role }) => {
    const kind = type === "fixed" ? `number, ${counted(decimals ?? 0, "decimal")}` : type;
    return [`  ${visible(name)}`, kind, visible(unit ?? ""), key.includes(name) ? `${role}, key` : role];
  });
  return [styleOf(process.stdout).bold(`table ${table}`), facts, "columns", textTable(listed)].join("\n");
}
