import { z } from "zod";
import type { App, Context } from "../context.ts";
import { Refusal, refused } from "../errors.ts";
import { lagOf } from "../run-metrics.ts";
import type { Run } from "../runs.ts";

const shown = z.object({
  id: z.string(),
  scenario: z.string(),
  to: z.string().meta({ description: "The store, its secrets hidden." }),
  once: z.boolean(),
  state: z.enum(["running", "retrying", "ended", "stopped", "failed"]),
  phase: z.string().optional().meta({ description: "backfill, then live." }),
  rows: z.int(),
  rows_per_second: z.int(),
  from: z.string().meta({ description: "The instant from which on it stores." }),
  stored: z.string().optional().meta({ description: "Everything before this instant is stored." }),
  lag_seconds: z.number().optional(),
  retries: z.int(),
  error: z.string().optional().meta({ description: "What fails." }),
  started: z.string(),
  ended: z.string().optional(),
});
const named = z.strictObject({
  id: z.string().meta({ description: "As /v1/runs shows it.", examples: ["smart-meter-1"] }),
});
const wanted = z.strictObject({
  scenario: z.string().meta({ description: "One that this server hosts.", examples: ["smart-meter"] }),
  to: z.string().optional().meta({ description: "A store that it was started with; by default the first." }),
  once: z.boolean().default(false).meta({ description: "End when all that is due is stored." }),
});
const round = z.object({ status: z.literal("data insertion triggered"), runs: z.array(z.string()) });

const about = (summary: string, description: string) => ({ tags: ["runs"], summary, description });

/** Runs that keep scenarios in stores. They write where the operator said, and nowhere else: see docs/live.md. */
export function runRoutes(app: App, { runs, clock }: Context): void {
  const show = (run: Run) => {
    const { started, ended, from, stored, next: _, rowsPerSecond, ...rest } = run;
    const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
    return {
      ...rest,
      rows_per_second: rowsPerSecond,
      from: new Date(from).toISOString(),
      stored: iso(stored),
      lag_seconds: lagOf(run, clock.now()),
      started: new Date(started).toISOString(),
      ended: iso(ended),
    };
  };
  const find = (id: string): Run => {
    const run = runs.all().find((one) => one.id === id);
    if (!run) throw new Refusal(404, `no run ${id}; /v1/runs shows those there are`);
    return run;
  };
  app.get(
    "/v1/runs",
    {
      schema: {
        ...about("Runs", "Those that run, and the last hundred that have ended."),
        response: { 200: z.array(shown) },
      },
    },
    async () => runs.all().map(show),
  );
  app.get(
    "/v1/stores",
    {
      schema: {
        ...about("Stores", "Those that runs may write to, as the server was started with."),
        response: { 200: z.object({ stores: z.array(z.string()) }) },
      },
    },
    async () => ({ stores: [...runs.targets] }),
  );
  app.get(
    "/v1/runs/:id",
    { schema: { ...about("A run", "How far it is."), params: named, response: { 200: shown, 404: refused } } },
    async ({ params }) => show(find(params.id)),
  );
  app.post(
    "/v1/runs",
    {
      schema: {
        ...about(
          "Start a run",
          "It fills the store up to now from what that holds, then adds each row when it is due.",
        ),
        body: wanted,
        response: { 202: shown, 403: refused, 404: refused, 409: refused, 422: refused },
      },
    },
    async ({ body: { scenario, to = runs.targets[0] ?? "", once } }, reply) => {
      const run = runs.start(scenario, to, once);
      return reply.code(202).header("location", `/v1/runs/${run.id}`).send(show(run));
    },
  );
  app.delete(
    "/v1/runs/:id",
    {
      schema: {
        ...about("Stop a run", "It stores what it has in hand, then ends."),
        params: named,
        response: { 202: shown, 404: refused },
      },
    },
    async ({ params }, reply) => {
      const run = find(params.id);
      runs.stop(run.id);
      return reply.code(202).send(show(run));
    },
  );
  app.route({
    method: ["GET", "POST"],
    url: "/run-cron",
    schema: {
      ...about(
        "Trigger a round",
        "Everything that is due is stored. Answers at once; where a run writes already it looks at once, and none is started beside it.",
      ),
      response: { 202: round, 409: refused, 422: refused },
    },
    async handler(_request, reply) {
      if (runs.targets.length === 0) throw new Refusal(409, "there is no store: start the server with --to <url>");
      const ids = runs.round().map(({ id }) => id);
      return reply.code(202).send({ status: "data insertion triggered" as const, runs: ids });
    },
  });
  app.addHook("onClose", () => runs.settled());
}
