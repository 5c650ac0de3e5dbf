import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, extname, isAbsolute, relative } from "node:path";
import type { z } from "zod";
import { catalogs as builtIn } from "../catalog.ts";
import { type Issue, type Locate, ScenarioError, UsageError } from "../core/error.ts";
import { scenario } from "../core/scenario.ts";
import { suggest } from "../core/suggest.ts";
import { compile } from "../engine/compile.ts";
import { load } from "../engine/load.ts";
import { DEEPEST, isMapping } from "../engine/plain.ts";
import { type Catalogs, type Plan, type Table, tableOf } from "../engine/plan.ts";
import { namesOf } from "../engine/schema-walk.ts";
import { parseWith } from "../engine/zod-issues.ts";
import { applyFlags, type Claim, unknownTable } from "./apply-flags.ts";
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

const FILES = new Set([".yaml", ".yml", ".json", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]);

/** Reads a preset or file and applies flags to it. */
export async function ask(name: string, flags: ScenarioFlags): Promise<Asked> {
  const settings = (flags.set ?? []).map((text) => readSetting(text));
  const source = Object.hasOwn(builtIn.presets, name)
    ? fromPreset(name, settings, flags.directory ?? ".")
    : await fromFile(name);
  const claims: Claim[] = [];
  const input = copyOf(source.input) as Record<string, unknown>;
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

/** A copy to write flags into; what is no plain data stays as it is, for `check` to refuse. */
export function copyOf(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((inner) => copyOf(inner, depth + 1));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner, depth + 1)]));
}

interface Source {
  input: Record<string, unknown>;
  catalogs: Catalogs;
  inputs: string;
  locate: Locate;
  /** Settings that were options of the preset. */
  taken: ReadonlySet<Setting>;
}

/** A preset with its options; `inputs` is the folder that the scenario has its files from. */
function fromPreset(name: string, settings: readonly Setting[], inputs: string): Source {
  const definition = builtIn.presets[name as keyof typeof builtIn.presets];
  const known = namesOf(definition.options);
  const own = settings.filter(({ path }) => known.includes(String(path[0])));
  for (const { path, flag } of settings) {
    const [option] = path.map(String);
    const all = [...known, ...namesOf(scenario)];
    if (all.includes(option)) continue;
    const near = suggest(option, all);
    throw new UsageError(
      `${flag}: ${name} has no option \`${option}\`; there are ${known.join(", ") || "none"}, and the keys of a scenario: ${namesOf(scenario).join(", ")}${near ? `; did you mean ${near}?` : ""}`,
    );
  }
  const options = {};
  for (const setting of own) setValue(options, inFolder(setting, definition.options, inputs));
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
  return { input, catalogs: builtIn, inputs, locate: () => undefined, taken: new Set(own) };
}

/** An option that names a file is written from where we are, and read from the folder of inputs. */
function inFolder(setting: Setting, options: z.ZodObject, inputs: string): Setting {
  const { value, path } = setting;
  const schema = options.shape[String(path[0])] as z.ZodType | undefined;
  if (typeof value !== "string" || schema?.meta()?.format !== "path" || isAbsolute(value) || inputs === ".")
    return setting;
  return { ...setting, value: relative(inputs, value) };
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

/** What scenarios can name: the built-in definitions and those that a module exports as `catalog`. */
export async function catalogsOf(module: string | undefined): Promise<Catalogs> {
  if (module === undefined) return builtIn;
  const { catalog } = await load(module);
  if (isMapping(catalog)) return extend(catalog);
  throw new UsageError(
    `--catalog ${module}: expected a module that exports \`catalog\`, such as { signals: { mine } }`,
  );
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
  const found = tableOf(plan, name);
  if (!found)
    throw unknownTable(
      name,
      plan.tables.map((table) => table.name),
    );
  return [found];
}

/** Tells apart what was asked for, before `now` is known. */
export function requestOf(asked: Asked, more: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([asked.input, more]))
    .digest("hex");
}
