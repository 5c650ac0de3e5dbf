import { z } from "zod";
import type { App, Context } from "../context.ts";

const alive = z.object({ status: z.literal("alive") });
const failing = z.object({ status: z.literal("failing"), reason: z.string() });
const ready = z.object({ status: z.enum(["ready", "starting", "shutting down"]) });
const figures = { description: "Figures.", content: { "text/plain": { schema: z.string() } } };

/** What is asked every few seconds is neither logged nor limited. */
const quiet = { logLevel: "warn", config: { rateLimit: false } } as const;
const about = (summary: string, description: string) => ({ tags: ["health"], summary, description, security: [] });

/** Whether the server is up, whether it takes requests, and its figures. */
export function healthRoutes(app: App, { abort, metrics, runs, startup }: Context): void {
  const live = async () => ({ status: "alive" as const });
  app.route({
    ...quiet,
    method: ["GET", "HEAD"],
    url: "/keep-alive",
    schema: {
      ...about(
        "Keep-alive",
        "For hosts that put a server to sleep which nobody asks anything. 503 with the reason while a store cannot be written.",
      ),
      response: { 200: alive, 503: failing },
    },
    async handler(_request, reply) {
      const reason = runs.failing();
      if (reason !== undefined) return reply.code(503).send({ status: "failing" as const, reason });
      return reply.send(await live());
    },
  });
  app.get(
    "/healthz",
    { ...quiet, schema: { ...about("Liveness", "The program runs."), response: { 200: alive } } },
    live,
  );
  app.get(
    "/readyz",
    {
      ...quiet,
      schema: {
        ...about(
          "Readiness",
          "It answers at once: 503 while it makes fleets ready to be counted, and once it has begun to shut down.",
        ),
        response: { 200: ready, 503: ready },
      },
    },
    async (_request, reply) => {
      if (abort.aborted) return reply.code(503).send({ status: "shutting down" as const });
      if (startup.busy()) return reply.code(503).send({ status: "starting" as const });
      return reply.send({ status: "ready" as const });
    },
  );
  app.get(
    "/metrics",
    {
      ...quiet,
      schema: {
        ...about("Figures", "Open streams, rows and requests, in the text format of Prometheus."),
        response: { 200: figures },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
