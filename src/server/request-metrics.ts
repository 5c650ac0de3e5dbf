import { Counter, Histogram, type Registry } from "prom-client";
import type { App } from "./context.ts";

/** Counts requests by route and status, and logs a line for each when its answer has ended. */
export function countRequests(app: App, registry: Registry): void {
  const requests = new Counter({
    name: "fauxmetry_requests_total",
    help: "Requests whose answer has ended.",
    labelNames: ["route", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "fauxmetry_request_seconds",
    help: "Seconds until an answer began.",
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5],
    registers: [registry],
  });
  app.addHook("onSend", async (_request, reply) => seconds.observe(reply.elapsedTime / 1000));
  app.addHook("onResponse", async (request, reply) => {
    requests.inc({ route: request.routeOptions.url ?? "none", status: reply.statusCode });
    const { method, url, ip } = request;
    request.log.info({ method, url, ip, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, "answered");
  });
}
