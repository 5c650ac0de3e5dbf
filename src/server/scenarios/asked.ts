import { type Issue, ScenarioError, UsageError } from "../../core/error.ts";
import { parseInstant } from "../../core/instant.ts";
import { suggest } from "../../core/suggest.ts";
import type { Plan } from "../../engine/plan.ts";
import type { Choice } from "../../engine/query/choose.ts";
import type { RowColumns } from "../../engine/query/rows.ts";
import type { Hosted } from "../context.ts";
import { refuseFar } from "../refuse-far.ts";

/** Farthest instant, ms: with room for what looks ahead. */
const FARTHEST = 8e15;

/** Mistakes of a query, told all at once by `end`. */
export interface Asking {
  readonly issues: Issue[];
  end(): void;
}

export function asking(): Asking {
  const issues: Issue[] = [];
  return {
    issues,
    end() {
      if (issues.length > 0) throw Object.assign(new ScenarioError(issues), { validationContext: "querystring" });
    },
  };
}

/** The texts of a list: separated by commas, or JSON. */
function listOf(text: string, name: string, { issues }: Asking): string[] {
  if (!text.startsWith("[")) return text.split(",").filter((one) => one !== "");
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((one) => typeof one === "string" || typeof one === "number"))
      return list.map(String);
  } catch {
    // told below
  }
  issues.push({ path: [name], message: "expected texts separated by commas, or a JSON list of them" });
  return [];
}

/** Names that are known, by their places; all where none are asked for. */
function placesOf(text: string | undefined, name: string, known: readonly string[], asked: Asking): number[] {
  if (text === undefined) return known.map((_, i) => i);
  const places = listOf(text, name, asked).map((one) => {
    if (!known.includes(one))
      asked.issues.push({
        path: [name],
        message: `no ${name.replace(/s$/, "")} \`${one}\`; there are ${known.slice(0, 50).join(", ") || "none"}`,
        suggestion: suggest(one, known),
      });
    return known.indexOf(one);
  });
  return [...new Set(places)];
}

/** Metrics by their indices in the plan, in the scenario's order where all are asked for. */
function metricsOf(plan: Plan, text: string | undefined, asked: Asking): number[] {
  const names = Object.keys(plan.scenario.metrics);
  const indices = names.map((name) => plan.metrics.findIndex((metric) => metric.name === name));
  return placesOf(text, "metrics", names, asked).map((i) => indices[i]);
}

/** What rows show. */
export function columnsOf(
  plan: Plan,
  query: { metrics?: string; tags?: string; clean: boolean },
  asked: Asking,
): RowColumns {
  const names = plan.inventory.tags.map(({ name }) => name);
  const tags = query.tags === undefined ? [] : placesOf(query.tags, "tags", names, asked).map((i) => names[i]);
  return { metrics: metricsOf(plan, query.metrics, asked), tags, clean: query.clean };
}

/** Which entities are meant; their names are looked at when they are chosen. */
export function choiceOf({ entities, where }: { entities?: string; where?: string }, asked: Asking): Choice {
  return {
    ...(entities === undefined ? {} : { ids: listOf(entities, "entities", asked) }),
    ...(where === undefined ? {} : { where: filtersOf(where, asked) }),
  };
}

function filtersOf(text: string, asked: Asking): Record<string, string[]> {
  const filters = new Map<string, string[]>();
  const add = (tag: string, value: unknown) => filters.set(tag, [...(filters.get(tag) ?? []), String(value)]);
  const fail = (message: string) => void asked.issues.push({ path: ["where"], message });
  if (text.startsWith("{")) {
    try {
      for (const [tag, values] of Object.entries(JSON.parse(text) as Record<string, unknown>))
        for (const value of [values].flat()) add(tag, value);
    } catch {
      fail('expected tag:value, or JSON such as {"region":["north"]}');
    }
  } else
    for (const part of text.split(",").filter((one) => one !== "")) {
      const [, tag, value] = /^([^:]+):(.*)$/.exec(part) ?? [];
      if (tag === undefined) fail(`expected tag:value, found ${JSON.stringify(part)}`);
      else add(tag, value);
    }
  return Object.fromEntries(filters);
}

/** ms UTC of an instant; undefined where it is absent or wrong. */
export function instantOf(
  { zone }: Plan,
  text: string | undefined,
  name: "from" | "to",
  now: number,
  { issues }: Asking,
): number | undefined {
  if (text === undefined) return undefined;
  try {
    const time = parseInstant(text, { now, zone, as: name === "to" ? "end" : "start" });
    if (Math.abs(time) <= FARTHEST) return time;
    issues.push({ path: [name], message: "is too far away" });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    issues.push({ path: [name], message: error.message });
  }
  return undefined;
}

/** The window that a scenario shows of itself: one that ends now moves with the clock. */
export function ownWindow({ plan, input }: Hosted, now: number): { start: number; end: number } {
  const edge = (name: "start" | "end", usual: string, fixed: number): number => {
    const text = String(input[name] ?? usual);
    return text.startsWith("now") ? parseInstant(text, { now, zone: plan.zone, as: name }) : fixed;
  };
  return { start: edge("start", "now-1d", plan.window.start), end: edge("end", "now", plan.window.end) };
}

/** The ticks [from, to) that are asked for, and their instants. */
export function windowOf(
  hosted: Hosted,
  query: { from?: string; to?: string },
  now: number,
  asked: Asking,
): { from: number; to: number; start: number; end: number } {
  const { plan } = hosted;
  const own = ownWindow(hosted, now);
  const start = instantOf(plan, query.from, "from", now, asked) ?? Math.min(own.start, own.end);
  const end = instantOf(plan, query.to, "to", now, asked) ?? Math.max(own.end, start + plan.grid.interval);
  const iso = (time: number) => new Date(time).toISOString();
  refuseStart(plan, start, asked);
  if (end <= start) asked.issues.push({ path: ["to"], message: `${iso(end)} is not after the begin at ${iso(start)}` });
  return { from: plan.grid.tickAt(start), to: plan.grid.tickAt(end), start, end };
}

/** Refuses a window that begins before the origin, or too far after it for what must be gone through from there. */
export function refuseStart(plan: Plan, start: number, { issues }: Asking): void {
  const { grid } = plan;
  refuseFar(plan, grid.tickAt(start));
  const iso = (time: number) => new Date(time).toISOString();
  if (start < grid.origin)
    issues.push({
      path: ["from"],
      message: `${iso(start)} is before the origin of all histories at ${iso(grid.origin)}`,
    });
}
