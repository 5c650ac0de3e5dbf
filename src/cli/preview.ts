import { UsageError } from "../core/error.ts";
import { createGenerator } from "../engine/generate.ts";
import type { Catalogs, Plan, Table } from "../engine/plan.ts";
import type { Tile } from "../engine/tiles.ts";
import { visible } from "../engine/visible.ts";
import { chart } from "./chart.ts";
import { emptyTables } from "./empty-tables.ts";
import type { ScenarioFlags } from "./flags.ts";
import { createRowKinds } from "./row-kinds.ts";
import { ask, compileAsked, tablesOf } from "./scenario.ts";
import { note, print, printJson, styleOf, widthOf } from "./style.ts";
import { textTable } from "./text-table.ts";
import { windowText } from "./window-text.ts";

/** Most pieces of a table that are looked through for rows: entities may be inactive, events rare. */
const PIECES = 1000;

export async function preview(name: string, flags: ScenarioFlags & { rows: string; json?: boolean }): Promise<void> {
  const wanted = Number(flags.rows);
  if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= 10_000))
    throw new UsageError(`--rows ${flags.rows}: expected a number from 1 to 10000`);
  const asked = await ask(name, flags);
  const plan = compileAsked(asked);
  const tables = tablesOf(plan, flags.table);
  if (flags.json) {
    const read = (table: Table) =>
      lines(plan, table, asked.catalogs, wanted, "ndjson").map(({ line }) => JSON.parse(line));
    return printJson(Object.fromEntries(tables.map((table) => [table.name, read(table)])));
  }
  const { bold, dim } = styleOf(process.stdout);
  const out = [`${bold(plan.scenario.name)}, seed ${plan.scenario.seed}`, dim(windowText(plan))];
  for (const table of tables) out.push("", bold(`table ${table.name}`), rowsText(plan, table, asked.catalogs, wanted));
  const drawn = chart(plan, Math.min(120, widthOf(process.stdout)));
  if (drawn) out.push("", drawn);
  print(out.join("\n"));
  for (const warning of emptyTables(plan, tables)) note(warning);
}

/** A row as a line of a format, and where it stands. */
interface Line {
  line: string;
  entity: number;
  tick: number;
}

/** The first rows. */
function lines(plan: Plan, table: Table, catalogs: Catalogs, wanted: number, format: "ndjson" | "tsv"): Line[] {
  const { create, options } = catalogs.encoders[format];
  const stream = create(options.parse({}), undefined).open(table.schema);
  const maker = createGenerator(plan, table, "time");
  const decoder = new TextDecoder();
  const places: Omit<Line, "line">[] = [];
  let text = "";
  for (const piece of pieces(plan, table, wanted)) {
    for (const batch of maker.batches(piece, "preview")) {
      text += decoder.decode(stream.write(batch));
      for (let i = 0; i < batch.rows; i++) places.push({ entity: batch.entities[i], tick: batch.ticks[i] });
    }
    if (places.length >= wanted) break;
  }
  return text
    .split("\n")
    .slice(0, -1)
    .slice(0, wanted)
    .map((line, i) => ({ line, ...places[i] }));
}

/** Pieces of the table in the order of its rows, each about as large as what is wanted. */
function* pieces({ inventory, window }: Plan, table: Table, wanted: number): Generator<Tile> {
  const { size } = inventory;
  if (table.rows !== "grid") {
    for (let e = 0; e < Math.min(size, PIECES); e++)
      yield { entities: { from: e, to: e + 1 }, from: window.from, to: window.to };
    return;
  }
  const wide = Math.min(size, wanted);
  const high = Math.ceil(wanted / wide) * table.every;
  let left = PIECES;
  for (let tick = window.from; tick < window.to; tick += high) {
    for (let e = 0; e < size; e += wide) {
      if (left-- === 0) return;
      yield { entities: { from: e, to: Math.min(size, e + wide) }, from: tick, to: Math.min(window.to, tick + high) };
    }
  }
}

/** The first rows as an aligned table that fits the terminal: columns that do not are only named. */
function rowsText(plan: Plan, table: Table, catalogs: Catalogs, wanted: number): string {
  const { fields } = table.schema;
  const found = lines(plan, table, catalogs, wanted, "tsv");
  const rows = found.map(({ line }) => line.split("\t").map(visible));
  if (rows.length === 0) return "no rows in this window";
  const names = fields.map(({ name }) => visible(name));
  const units = fields.map(({ unit }) => visible(unit ?? ""));
  const heads = units.some((unit) => unit !== "") ? [names, units] : [names];
  const right = new Set(fields.flatMap(({ type }, i) => (["text", "time", "bool"].includes(type) ? [] : [i])));
  const widths = fields.map((_, c) => Math.max(...[...heads, ...rows].map((row) => row[c]?.length ?? 0)));
  const kindsOf = createRowKinds(plan, table);
  const marks = found
    .map(({ entity, tick }) => kindsOf(entity, tick))
    .map((kinds) => (kinds === "" ? "" : `  < ${kinds}`));
  const room = widthOf(process.stdout) - Math.max(...marks.map((mark) => mark.length));
  let shown = 0;
  for (let width = -2; shown < fields.length && width + widths[shown] + 2 <= room; shown++) width += widths[shown] + 2;
  shown = Math.max(1, shown);
  const text = textTable(
    [...heads, ...rows].map((row) => row.slice(0, shown)),
    right,
  ).split("\n");
  const { dim, bold, yellow } = styleOf(process.stdout);
  const head = text.slice(0, heads.length).map((line, i) => (i === 0 ? bold(line) : dim(line)));
  const more = shown < fields.length ? [dim(`and the columns ${names.slice(shown).join(", ")}`)] : [];
  const body = text.slice(heads.length).map((line, i) => line + yellow(marks[i]));
  return [...head, ...body, ...more].join("\n");
}
