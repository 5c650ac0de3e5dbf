import { isAbsolute, relative } from "node:path";
import { durationFault, milliseconds } from "../core/duration.ts";
import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { isMapping } from "../engine/plain.ts";
import { applyDays, withUnit } from "./day-flags.ts";
import type { ScenarioFlags } from "./flags.ts";

/** A value of a scenario that a flag has set. */
export interface Claim {
  path: readonly (string | number)[];
  flag: string;
}

/** Writes flags into a scenario as it was read; `claims` receives which set what. */
export function applyFlags(
  input: Record<string, unknown>,
  flags: ScenarioFlags,
  inputs: string,
  claims: Claim[],
): void {
  const put = (
    name: "seed" | "start" | "end" | "interval" | "zone" | "jitter",
    value: unknown,
    flag = `--${name} ${value}`,
  ) => {
    if (value === undefined) return;
    input[name] = value;
    claims.push({ path: [name], flag });
  };
  if (flags.last !== undefined) {
    const fault =
      durationFault(flags.last) ?? (milliseconds(flags.last) > 0 ? undefined : "expected a duration above 0");
    if (fault) throw new UsageError(`--last ${flags.last}: ${fault}`);
    put("start", `now-${flags.last}`, `--last ${flags.last}`);
    put("end", "now", `--last ${flags.last}`);
  }
  for (const name of ["seed", "start", "end", "zone"] as const) put(name, flags[name]);
  for (const name of ["interval", "jitter"] as const) {
    const given = flags[name];
    if (given !== undefined) put(name, withUnit(given), `--${name} ${given}`);
  }
  if (flags.count !== undefined || flags.inventory !== undefined) {
    const inventory = (isMapping(input.inventory) ? input.inventory : {}) as Record<string, unknown>;
    input.inventory = inventory;
    if (flags.inventory !== undefined) {
      // how many they are, what they are called and what they are grouped in is what the file says now
      delete inventory.count;
      delete inventory.id;
      delete inventory.hierarchy;
      // in a folder of its own it is named from there: the folder may be moved
      const asGiven = inputs === "." || (isAbsolute(flags.inventory) && flags.directory === undefined);
      inventory.from = asGiven ? flags.inventory : relative(inputs, flags.inventory);
      claims.push({ path: ["inventory", "from"], flag: `--inventory ${flags.inventory}` });
    }
    if (flags.count !== undefined) {
      inventory.count = flags.count;
      claims.push({ path: ["inventory", "count"], flag: `--count ${flags.count}` });
    }
  }
  if (flags.columns) applyColumns(input, flags.columns, flags.table, claims);
  applyDays(input, flags, claims);
}

function applyColumns(
  input: Record<string, unknown>,
  columns: readonly string[],
  table: string | undefined,
  claims: Claim[],
): void {
  const flag = `--columns ${columns.join(",")}`;
  const chosen = (own: unknown) => columns.map((column) => columnOf(column, Array.isArray(own) ? own : []));
  if (table === "inventory" && !tableNames(input).includes(table)) {
    const inventory = (isMapping(input.inventory) ? input.inventory : {}) as Record<string, unknown>;
    input.inventory = { ...inventory, columns: chosen(inventory.columns) };
    claims.push({ path: ["inventory", "columns"], flag });
    return;
  }
  if (input.records === undefined) input.records = [{ table: "readings" }];
  const records = recordsOf(input);
  const names = tableNames(input);
  if (records.length > 1 && table === undefined)
    throw new UsageError(`${flag}: say of which table with --table: ${names.join(", ")}`);
  const index = table === undefined ? 0 : names.indexOf(table);
  if (!records[index]) throw unknownTable(table ?? "", names);
  records[index].columns = chosen(records[index].columns);
  claims.push({ path: ["records", index, "columns"], flag });
}

function recordsOf({ records }: Record<string, unknown>): Record<string, unknown>[] {
  return (Array.isArray(records) ? records.filter(isMapping) : []) as Record<string, unknown>[];
}

function tableNames(input: Record<string, unknown>): string[] {
  return recordsOf(input).map(({ table }) => String(table));
}

/** A column as a flag names it: `what`, or `name=what`. One that the table renames is known by its new name too. */
function columnOf(text: string, own: readonly unknown[]): unknown {
  const at = text.indexOf("=");
  if (at >= 0) return { [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
  return own.find((renamed) => isMapping(renamed) && Object.hasOwn(renamed, text)) ?? text;
}

/** The mistake of a table that is not there. */
export function unknownTable(name: string, known: readonly string[]): UsageError {
  const near = suggest(name, known);
  return new UsageError(
    `--table ${name}: there is no such table; there are ${known.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
  );
}
