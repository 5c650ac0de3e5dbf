import { type Issue, ScenarioError } from "../../core/error.ts";
import { compile } from "../../engine/compile.ts";
import { metricsMissing } from "../../engine/metrics.ts";
import type { Plan } from "../../engine/plan.ts";
import { BASE, queryOf } from "../catalog-query.ts";
import type { App, Context } from "../context.ts";
import { snippets } from "../snippets.ts";
import { planSource } from "../stream/plan-source.ts";
import { streamRoutes } from "../stream/route.ts";
import { ORIGIN, type Span, type StreamParameters } from "../stream/span.ts";

type Options = Record<string, unknown>;

/** When an anomaly happens of which nothing is said: what stays for good so many values after the beginning. */
const OFTEN = { random: { rate: "1/2m", length: "20s" } };
const SOON = 30;
/** Occurrences that may stay for good. */
const MOST = 1000;

type Make = (link: Options, asked: Asked, around: Options, span: Span) => Plan;
type Asked = StreamParameters & Options & { base?: unknown; schedule?: unknown; decimals: number };

/** Every signal of the catalog as a stream. */
export function signalRoutes(app: App, context: Context): void {
  addRoutes(app, context, "signals", (link, asked, around) => {
    const chain = asked.base === undefined ? undefined : [asked.base].flat();
    const scenario = (before: unknown[], metrics: Options) => ({
      ...around,
      metrics: { value: { decimals: asked.decimals, signals: [...before, link] }, ...metrics },
    });
    const make = (input: Options) => compile(input, context.catalogs, { files: false });
    try {
      return make(scenario(chain ?? [], {}));
    } catch (error) {
      const read = error instanceof ScenarioError ? metricsMissing(error) : [];
      if (read.length === 0) throw error;
      return make(scenario([], Object.fromEntries(read.map((name) => [name, { signals: chain ?? BASE }]))));
    }
  });
}

/** Every anomaly of the catalog as a stream, in a base signal. */
export function anomalyRoutes(app: App, context: Context): void {
  addRoutes(app, context, "anomalies", (effect, asked, around, span) => {
    const metrics = { value: { decimals: asked.decimals, signals: [asked.base].flat() } };
    const { permanent } = context.catalogs.anomalies[Object.keys(effect)[0]];
    const at = (after: number) => new Date(span.origin + (span.first + after) * span.interval).toISOString();
    const usual = permanent ? { once: { at: at(SOON), length: `${span.interval}ms` } } : OFTEN;
    const anomalies = [{ id: "anomaly", schedule: asked.schedule ?? usual, effect }];
    const plan = compile({ ...around, metrics, anomalies }, context.catalogs, { files: false });
    if (permanent) refuseMany(plan, span.first);
    return plan;
  });
}

/** A row takes a look at all that has stayed since the origin. */
function refuseMany({ disturbances }: Plan, tick: number): void {
  let count = 0;
  disturbances[0].occurrences(0, tick, tick + 1, () => {
    count++;
    if (count > MOST)
      throw new ScenarioError([
        {
          path: ["schedule"],
          message: `happens more than ${MOST} times from 2020 on, and stays each time; expected fewer`,
        },
      ]);
  });
}

function addRoutes(app: App, { catalogs, ...context }: Context, kind: "signals" | "anomalies", make: Make): void {
  for (const definition of Object.values(catalogs[kind])) {
    const { type, summary } = definition;
    const query = queryOf(kind, definition);
    if (!query) continue;
    const { schema: querystring, optionsOf, example } = query;
    const url = `/v1/${kind}/${type}`;
    const schema = { tags: [kind], summary: type, description: `${summary}\n\n${snippets(url, example)}`, querystring };
    streamRoutes(app, { catalogs, ...context }, [url], schema, {
      counted: false,
      open(asked, span, most) {
        const around = surroundings(type, asked, span);
        try {
          return planSource(make({ [type]: optionsOf(asked) }, asked as Asked, around, span), most);
        } catch (error) {
          throw error instanceof ScenarioError
            ? new ScenarioError(error.issues.map((issue) => placed(issue, type)))
            : error;
        }
      },
    });
  }
}

/** A mistake of the scenario that was made of a query, at the parameter that it comes from. */
function placed(issue: Issue, type: string): Issue {
  const { path } = issue;
  const at = path.lastIndexOf(type);
  if (path[0] === "anomalies" && path[2] === "schedule") return { ...issue, path: path.slice(2) };
  if (path.length > 1 && (at === 3 || at === 4)) return { ...issue, path: path.slice(at + 1) };
  return path[0] === "metrics" ? { ...issue, path: ["base"] } : issue;
}

const LABELS = ["is_anomaly", "anomaly_kinds", { clean: "clean.value" }];

/** The scenario around one metric called `value`. */
function surroundings(name: string, { seed, labels }: StreamParameters, span: Span): Options {
  if (!Number.isInteger(span.interval))
    throw new ScenarioError([
      { path: ["interval"], message: `found ${span.interval / 1000}; expected whole milliseconds` },
    ]);
  const start = span.origin + span.first * span.interval;
  return {
    name,
    seed,
    origin: new Date(ORIGIN).toISOString(),
    interval: `${span.interval}ms`,
    start: new Date(start).toISOString(),
    end: new Date(start + span.interval).toISOString(),
    records: [{ table: name, columns: ["timestamp", "value", ...(labels ? LABELS : [])] }],
  };
}
