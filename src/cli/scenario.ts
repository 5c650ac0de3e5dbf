import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, extname, isAbsolute, relative } from "node:path";
import { catalogs as builtIn } from "../catalog.ts";
import { durationFault, milliseconds } from "../core/duration.ts";
import { type Issue, type Locate, ScenarioError, UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { compile } from "../engine/compile.ts";
import { load } from "../engine/load.ts";
import { isMapping } from "../engine/plain.ts";
import type { Catalogs, Plan, Table } from "../engine/plan.ts";
import { parseWith } from "../engine/zod-issues.ts";
import type { ScenarioFlags } from "./flags.ts";
import { readSetting, type Setting, setValue } from "./set-value.ts";

/** A scenario as it was asked for: from a preset or file, with the flags applied, not yet checked. */
export interface Asked {
  input: Record<string, unknown>;
  catalogs: Catalogs;
  /** The module that workers import; absent where they cannot. */
  catalogModule?: string;
  /** Folder that file names in the scenario start from. */
  inputs: string;
  /** The window moves with the clock. */
  relative: boolean;
  locate: Locate;
  /** Which flag set a value. */
  claims: readonly Claim[];
}

interface Claim {
  path: readonly (string | number)[];
  flag: string;
}

const FILES = new Set([".yaml", ".yml", ".json", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]);

/** Reads a preset or file and applies flags to it. */
export async function ask(name: string, flags: ScenarioFlags): Promise<Asked> {
  const settings = (flags.set ?? []).map(readSetting);
  const source = Object.hasOwn(builtIn.presets, name) ? fromPreset(name, settings) : await fromFile(name);
  const claims: Claim[] = [];
  const input = structuredClone(source.input);
  applyFlags(input, flags, source.inputs, claims);
  for (const setting of settings) {
    if (source.taken.has(setting)) continue;
    setValue(input, setting);
    claims.push({ path: setting.path, flag: setting.flag });
  }
  const moves = (value: unknown, absent: string) => String(value ?? absent).startsWith("now");
  return {
    input,
    catalogs: source.catalogs,
    catalogModule:
      source.catalogs === builtIn && import.meta.url.endsWith(".js")
        ? new URL("../catalog.js", import.meta.url).href
        : undefined,
    inputs: source.inputs,
    relative: moves(input.start, "now-1d") || moves(input.end, "now") || moves(input.origin, ""),
    locate: source.locate,
    claims,
  };
}

interface Source {
  input: Record<string, unknown>;
  catalogs: Catalogs;
  inputs: string;
  locate: Locate;
  /** Settings that were options of the preset. */
  taken: ReadonlySet<Setting>;
}

function fromPreset(name: string, settings: readonly Setting[]): Source {
  const definition = builtIn.presets[name as keyof typeof builtIn.presets];
  const known = Object.keys(definition.options.shape);
  const own = settings.filter(({ path }) => known.includes(String(path[0])));
  const options = {};
  for (const setting of own) setValue(options, setting);
  const { output, issues } = parseWith(definition.options, options, []);
  if (issues.length > 0)
    throw new ScenarioError(
      issues.map((issue) =>
        attribute(
          issue,
          own.map(({ path, flag }) => ({ path, flag })),
        ),
      ),
    );
  const input = definition.create(output as never, undefined) as unknown as Record<string, unknown>;
  return { input, catalogs: builtIn, inputs: ".", locate: () => undefined, taken: new Set(own) };
}

async function fromFile(name: string): Promise<Source> {
  if (!FILES.has(extname(name).toLowerCase()) && !existsSync(name)) {
    const presets = Object.keys(builtIn.presets);
    const near = suggest(name, presets);
    throw new UsageError(
      `unknown scenario \`${name}\`: expected a file (.yaml, .json, .ts) or a preset (${presets.join(", ")})${near ? `; did you mean ${near}?` : ""}`,
    );
  }
  const loaded = await load(name);
  if (!isMapping(loaded.input))
    throw new ScenarioError([{ path: [], message: "expected a mapping (key: value)", location: loaded.locate([]) }]);
  const catalogs = isMapping(loaded.catalog) ? extend(loaded.catalog) : builtIn;
  return { input: loaded.input, catalogs, inputs: dirname(name), locate: loaded.locate, taken: new Set() };
}

/** The built-in definitions and those of a module: `export const catalog = { signals: { mine } }`. */
function extend(own: Record<string, unknown>): Catalogs {
  const kinds = Object.entries(builtIn).map(([kind, definitions]) => [
    kind,
    { ...definitions, ...(own[kind] as object) },
  ]);
  return Object.fromEntries(kinds) as unknown as Catalogs;
}

function applyFlags(input: Record<string, unknown>, flags: ScenarioFlags, inputs: string, claims: Claim[]): void {
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
  records[index].columns = columns.map((column) => {
    const at = column.indexOf("=");
    return at < 0 ? column : { [column.slice(0, at).trim()]: column.slice(at + 1).trim() };
  });
  claims.push({ path: ["records", index, "columns"], flag });
}

/** Compiles what was asked for; mistakes come with the flag or the place in the file that they stand at. */
export function compileAsked(asked: Asked, now?: number): Plan {
  try {
    return compile(asked.input, asked.catalogs, { now, directory: asked.inputs });
  } catch (error) {
    throw placed(error, asked);
  }
}

/** A ScenarioError whose issues know their place; any other error as it is. */
export function placed(error: unknown, { claims, locate }: Pick<Asked, "claims" | "locate">): unknown {
  if (!(error instanceof ScenarioError)) return error;
  return new ScenarioError(
    error.issues.map((issue) => {
      const own = attribute(issue, claims);
      return own === issue ? { ...issue, location: issue.location ?? locate(issue.path, issue.key) } : own;
    }),
  );
}

/** An issue of a value that a flag has set is that flag's. */
function attribute(issue: Issue, claims: readonly Claim[]): Issue {
  const covers = ({ path }: Claim) => path.every((name, i) => String(issue.path[i]) === String(name));
  const claim = claims.filter(covers).sort((a, b) => b.path.length - a.path.length)[0];
  return claim && issue.location === undefined ? { ...issue, path: [`${claim.flag}:`] } : issue;
}

/** The tables that are wanted: all, or the one that --table names. */
export function tablesOf(plan: Plan, name: string | undefined): readonly Table[] {
  if (name === undefined) return plan.tables;
  const found = plan.tables.find((table) => table.name === name);
  if (!found)
    throw unknownTable(
      name,
      plan.tables.map((table) => table.name),
    );
  return [found];
}

function unknownTable(name: string, known: readonly string[]): UsageError {
  const near = suggest(name, known);
  return new UsageError(
    `--table ${name}: there is no such table; there are ${known.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
  );
}

/** Tells apart what was asked for, before `now` is known. */
export function requestOf(asked: Asked, more: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([asked.input, more]))
    .digest("hex");
}
