import { z } from "zod";
import { durationFault, milliseconds } from "../../core/duration.ts";
import type { Path } from "../../core/error.ts";
import { ScenarioError, UsageError } from "../../core/error.ts";
import { parseInstant } from "../../core/instant.ts";
import { suggest } from "../../core/suggest.ts";
import type { Plan } from "../../engine/plan.ts";
import type { App, Context, Hosted } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type RollupQuestion, rollUp } from "../fleet/roll-up.ts";

const query = z.object({
  metric: z
    .string()
    .optional()
    .meta({ description: "What is summed up; absent: the first metric.", examples: ["load"] }),
  by: z
    .string()
    .optional()
    .meta({ description: "Up to three tags, with commas between; absent: all together.", examples: ["region,model"] }),
  start: z
    .string()
    .optional()
    .meta({ description: "Start of the window; absent: the scenario's.", examples: ["now-1d"] }),
  end: z
    .string()
    .optional()
    .meta({ description: "End of the window, exclusive; absent: the scenario's.", examples: ["now"] }),
  every: z
    .string()
    .optional()
    .meta({ description: "Length of the spans of time; absent: one.", examples: ["1h"] }),
});

const answer = z.object({
  scenario: z.string(),
  seed: z.int(),
  metric: z.string(),
  unit: z.string().nullable(),
  by: z.array(z.string()),
  start: z.string(),
  end: z.string(),
  rows: z.array(
    z.object({
      time: z.string(),
      dimensions: z.record(z.string(), z.string()),
      count: z.int(),
      share: z.number(),
      mean: z.number(),
      min: z.number(),
      max: z.number(),
    }),
  ),
});
const refused = z.object({ detail: z.unknown() });

/** A metric of any window by the values of tags. */
export function rollupRoutes(app: App, context: Context): void {
  app.get(
    "/v1/scenarios/:name/rollup",
    {
      schema: {
        tags: ["scenarios"],
        summary: "Rollup",
        description:
          "Count and share of entities, and mean, least and greatest value of a metric, by up to three tags and spans of time.",
        params: z.object({
          name: z.string().meta({ description: "Name of a hosted scenario.", examples: ["atm-fleet"] }),
        }),
        querystring: query,
        response: { 200: answer, 404: refused, 422: refused },
      },
    },
    async ({ params, query: asked }) => {
      const hosted = hostedBy(context, params.name);
      const { plan } = hosted;
      const question = read(plan, asked, context.clock.now());
      const rows = await rollUp(plan, question, context.abort);
      const { name: metric, unit = null } = plan.metrics[question.metric];
      return {
        scenario: hosted.name,
        seed: plan.scenario.seed,
        metric,
        unit,
        by: question.by.map(({ name }) => name),
        start: new Date(question.start).toISOString(),
        end: new Date(question.end).toISOString(),
        rows,
      };
    },
  );
}

function hostedBy({ scenarios }: Context, name: string): Hosted {
  const found = scenarios.get(name);
  if (found) return found;
  const near = suggest(name, scenarios.keys());
  const known = [...scenarios.keys()].join(", ") || "none";
  throw new Refusal(
    404,
    `no scenario \`${name}\` is hosted; there are ${known}${near ? `; did you mean ${near}?` : ""}`,
  );
}

/** What is asked for; throws a ScenarioError with every mistake. */
function read(plan: Plan, asked: z.output<typeof query>, now: number): RollupQuestion {
  const issues: { path: Path; message: string; suggestion?: string }[] = [];
  const fail = (name: string, message: string, suggestion?: string) =>
    void issues.push({ path: [name], message, suggestion });
  const { metrics, inventory, window, scenario } = plan;
  const names = Object.keys(scenario.metrics);
  const wanted = asked.metric ?? names[0];
  const metric = metrics.findIndex(({ name }) => name === wanted);
  if (metric < 0) fail("metric", `no metric \`${wanted}\`; there are ${names.join(", ")}`, suggest(wanted, names));
  const tags = inventory.tags.map(({ name }) => name);
  const dimensions = (asked.by ?? "").split(",").filter((name) => name !== "");
  const by = dimensions.flatMap((name) => {
    const tag = inventory.tags.find((one) => one.name === name);
    if (!tag) fail("by", `no tag \`${name}\`; there are ${tags.join(", ") || "none"}`, suggest(name, tags));
    return tag ? [tag] : [];
  });
  if (dimensions.length > 3) fail("by", `expected up to three tags, found ${dimensions.length}`);
  if (new Set(dimensions).size < dimensions.length) fail("by", "expected each tag once");
  const instant = (name: "start" | "end", usual: number) => {
    try {
      return asked[name] === undefined ? usual : parseInstant(asked[name], { now, zone: plan.zone, as: name });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      fail(name, error.message);
      return usual;
    }
  };
  const [start, end] = [instant("start", window.start), instant("end", window.end)];
  const fault = asked.every === undefined ? undefined : durationFault(asked.every);
  if (fault) fail("every", fault);
  const every = asked.every === undefined || fault ? end - start : milliseconds(asked.every);
  if (end <= start) fail("end", "expected an end after the start");
  else if (!(every > 0)) fail("every", "expected a duration above 0");
  if (issues.length > 0) throw Object.assign(new ScenarioError(issues), { validationContext: "querystring" });
  return { metric, by, start, end, every };
}
