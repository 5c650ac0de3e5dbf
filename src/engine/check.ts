import type { z } from "zod";
import type { Catalog } from "../core/definition.ts";
import type { EffectCatalog } from "../core/effect.ts";
import { type Issue, type Path, pathText, ScenarioError } from "../core/error.ts";
import type { LinkKind } from "../core/link.ts";
import { type Scenario, scenario } from "../core/scenario.ts";
import type { Schedule, ScheduleContext } from "../core/schedule.ts";
import type { Signal, SignalContext } from "../core/signal.ts";
import { suggest } from "../core/suggest.ts";
import { isMapping, plain } from "./plain.ts";
import { list, show } from "./plain-words.ts";
import { type AnySchema, branchOf, defOf, idOf, memberOf, unwrap } from "./schema-walk.ts";
import { MOST_ISSUES, type Parsed, parseWith } from "./zod-issues.ts";

/** The definitions that the links of a scenario name. */
export interface LinkCatalogs {
  signals: Catalog<Signal, SignalContext>;
  schedules: Catalog<Schedule, ScheduleContext>;
  anomalies: EffectCatalog;
  faults: EffectCatalog;
}

const CATALOG_OF = { signal: "signals", schedule: "schedules", anomaly: "anomalies", fault: "faults" } as const;

/**
 * The scenario that plain data stands for: checked against the schema, each `signal` and `schedule` against its
 * definition in the catalog, with all defaults filled in. Checking the result again returns the same. Throws one
 * ScenarioError with every mistake found. What needs an engine, such as the window or references between metrics, is
 * left to `compile`.
 */
export function check(input: unknown, catalogs: LinkCatalogs): Scenario {
  const { value, issues: impurities } = plain(input);
  const { output, issues: mistakes } = parseLinked(scenario, value, [], catalogs);
  const issues = [...impurities, ...mistakes, ...collisions(value)];
  if (issues.length > 0) throw new ScenarioError(distinct(issues).slice(0, MOST_ISSUES));
  return output as Scenario;
}

/** Parses a value after the links in it; a link's default in a schema is spelt out there, with all its options. */
function parseLinked(schema: z.ZodType, value: unknown, path: Path, catalogs: LinkCatalogs): Parsed {
  const issues: Issue[] = [];
  const linked = eachLink(schema, value, path, (kind, link, at) => {
    if (issues.length > MOST_ISSUES) return link;
    const checked = checkLink(link, kind, catalogs, at);
    issues.push(...checked.issues);
    return checked.output;
  });
  const parsed = parseWith(schema, linked, path);
  return { output: parsed.output, issues: [...issues, ...parsed.issues] };
}

/** A copy of a value in which every link, wherever the schema has one, is replaced by what `visit` returns. */
function eachLink(
  schema: AnySchema,
  value: unknown,
  path: Path,
  visit: (kind: LinkKind, link: unknown, path: Path) => unknown,
): unknown {
  if (value === undefined) return value;
  const id = idOf(schema);
  if (isLinkKind(id)) return visit(id, value, path);
  const { options } = defOf(unwrap(schema));
  if (options) {
    const branch = branchOf(options, value);
    return branch === undefined ? value : eachLink(options[branch], value, path, visit);
  }
  const member = (name: string | number, inner: unknown): unknown => {
    const below = memberOf(schema, value, name);
    return below ? eachLink(below, inner, [...path, name], visit) : inner;
  };
  if (Array.isArray(value)) return value.map((inner, i) => member(i, inner));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, member(name, inner)]));
}

function isLinkKind(id: string | undefined): id is LinkKind {
  return id !== undefined && Object.hasOwn(CATALOG_OF, id);
}

/** Checks `{ type: options }` and the links among its options. */
function checkLink(link: unknown, kind: LinkKind, catalogs: LinkCatalogs, path: Path): Parsed {
  const definitions: Catalog<unknown, never> = catalogs[CATALOG_OF[kind]];
  const known = Object.keys(definitions);
  const refuse = (issue: Issue): Parsed => ({ output: link, issues: [issue] });
  const form = `expected one ${kind} with its options, such as { ${known[0] ?? "name"}: {} }`;
  if (!isMapping(link)) {
    const suggestion = typeof link === "string" && Object.hasOwn(definitions, link) ? `{ ${link}: {} }` : undefined;
    return refuse({ path, message: `${form}; found ${show(link)}`, suggestion });
  }
  const types = Object.keys(link);
  if (types.length !== 1) {
    const found = types.length === 0 ? "none" : `${types.length}: ${list(types, "and", 5)}`;
    return refuse({ path, message: `${form}; found ${found}` });
  }
  const [type] = types;
  const below = [...path, type];
  if (!Object.hasOwn(definitions, type)) {
    const message = `unknown ${kind} \`${type}\`; known: ${list(known, "and", 60)}`;
    return refuse({ path: below, key: true, message, suggestion: suggest(type, known) });
  }
  if (link[type] === null) {
    const message = `expected the options of ${type}, {} for its defaults; found nothing`;
    return refuse({ path: below, message, suggestion: `{ ${type}: {} }` });
  }
  const { output, issues } = parseLinked(definitions[type].options, link[type], below, catalogs);
  return issues.length > 0 ? { output: link, issues } : { output: { [type]: output }, issues };
}

/** Columns are named after tags and metrics: no name may stand for both. */
function collisions(value: unknown): Issue[] {
  if (!isMapping(value) || !isMapping(value.metrics) || !isMapping(value.inventory) || !isMapping(value.inventory.tags))
    return [];
  const { tags } = value.inventory;
  return Object.keys(value.metrics)
    .filter((name) => Object.hasOwn(tags as object, name))
    .map((name) => ({
      path: ["metrics", name],
      key: true,
      message: `the name \`${name}\` is a tag's already; give the metric another`,
    }));
}

/** One issue a place, the first found there: later ones follow from it. */
function distinct(issues: readonly Issue[]): Issue[] {
  const first = new Map<string, Issue>();
  for (const issue of issues) {
    const place = `${pathText(issue.path)} ${issue.key ?? false}`;
    if (!first.has(place)) first.set(place, issue);
  }
  return [...first.values()];
}
