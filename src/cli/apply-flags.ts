import { isAbsolute, relative } from "node:path";
import { durationFault, milliseconds } from "../core/duration.ts";
import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { isMapping } from "../engine/plain.ts";
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
  for (const name of ["seed", "start", "end", "interval", "zone", "jitter"] as const) put(name, flags[name]);
  if (flags.count !== undefined || flags.inventory !== undefined) {
    const inventory = (isMapping(input.inventory) ? input.inventory : {}) as Record<string, unknown>;
    input.inventory = inventory;
    if (flags.inventory !== undefined) {
      // how many and what they are called is what the file says now
      delete inventory.count;
      delete inventory.id;
      inventory.from =
        isAbsolute(flags.inventory) || inputs === "." ? flags.inventory : relative(inputs, flags.inventory);
      claims.push({ path: ["inventory", "from"], flag: `--inventory ${flags.inventory}` });
    }
    if (flags.count !== undefined) {
      inventory.count = flags.count;
      claims.push({ path: ["inventory", "count"], flag: `--count ${flags.count}` });
    }
  }
  if (flags.columns) applyColumns(input, flags.columns, flags.table, claims);
}

function applyColumns(
  input: Record<string, unknown>,
  columns: readonly string[],
  table: string | undefined,
  claims: Claim[],
): void {
  const flag = `--columns ${columns.join(",")}`;
  if (input.records === undefined) input.records = [{ table: "readings" }];
  const records = (Array.isArray(input.records) ? input.records.filter(isMapping) : []) as Record<string, unknown>[];
  const names = records.map((record) => String(record.table));
  if (records.length > 1 && table === undefined)
    throw new UsageError(`${flag}: say of which table with --table: ${names.join(", ")}`);
  const index = table === undefined ? 0 : names.indexOf(table);
  if (!records[index]) throw unknownTable(table ?? "", names);
  const own = Array.isArray(records[index].columns) ? records[index].columns : [];
  records[index].columns = columns.map((column) => {
    const at = column.indexOf("=");
    if (at >= 0) return { [column.slice(0, at).trim()]: column.slice(at + 1).trim() };
    // a column that the record renames is known by its new name too
    return own.find((renamed) => isMapping(renamed) && Object.hasOwn(renamed, column)) ?? column;
  });
  claims.push({ path: ["records", index, "columns"], flag });
}

/** The mistake of a table that is not there. */
export function unknownTable(name: string, known: readonly string[]): UsageError {
  const near = suggest(name, known);
  return new UsageError(
    `--table ${name}: there is no such table; there are ${known.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
  );
}
