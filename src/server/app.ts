import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import websocket from "@fastify/websocket";
import fastify, { type FastifyBaseLogger, LogController } from "fastify";
import { serializerCompiler } from "fastify-type-provider-zod";
import { requireToken } from "./access.ts";
import type { App, Context, Routes } from "./context.ts";
import { answerErrors, answerUnknownPaths, Refusal } from "./errors.ts";
import { describeRoutes } from "./openapi.ts";
import { countRequests } from "./request-metrics.ts";
import { dataRoutes, openRoutes } from "./routes/index.ts";
import { watchConnections } from "./shut-down.ts";
import { validatorCompiler } from "./validation.ts";

const LOCAL = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Routes that the command line adds to the server's own. */
export interface MoreRoutes {
  /** That need no token. */
  open?: readonly Routes[];
  /** That need one where the server has any. */
  data?: readonly Routes[];
}

/** The server, ready to listen: `app.listen`, `app.inject`, `app.close`. */
export async function createApp(context: Context, log: FastifyBaseLogger, more: MoreRoutes = {}): Promise<App> {
  const { limits, tokens, accounts, origins } = context.config;
  const guarded = tokens.length > 0 || accounts !== undefined;
  const app: App = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.body,
    routerOptions: { maxParamLength: 200, querystringParser: (text) => readQuery(text) },
    // an answer without an end has no HEAD that could be made from it
    exposeHeadRoutes: false,
  });
  app.setValidatorCompiler(validatorCompiler as never);
  app.setSerializerCompiler(serializerCompiler as never);
  answerErrors(app);
  const paths = new Set<string>();
  app.addHook("onRoute", ({ url }) => void paths.add(url));
  answerUnknownPaths(app, paths);
  countRequests(app, context.metrics);
  await app.register(helmet, {
    // it may well be read over plain HTTP, and from other origins as far as CORS allows
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: "cross-origin" },
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  await app.register(cors, { origin: [LOCAL, ...origins] });
  await app.register(rateLimit, {
    max: limits.requests,
    timeWindow: "1 minute",
    errorResponseBuilder: (_request, { max, ttl }) =>
      new Refusal(429, `more than ${max} requests a minute`, Math.ceil(ttl / 1000)),
  });
  // nothing is expected from a client but that it closes
  await app.register(websocket, { options: { maxPayload: 1024 } });
  await describeRoutes(app, { tokens: guarded });
  for (const add of [...openRoutes, ...(more.open ?? [])])
    await app.register(async (scope) => add(scope as App, context));
  await app.register(async (scope) => {
    if (guarded) scope.addHook("onRequest", requireToken(context.config));
    for (const add of [...dataRoutes, ...(more.data ?? [])]) await add(scope as App, context);
  });
  watchConnections(app);
  await app.ready();
  return app;
}

/** Each name with its text, or its texts where it is given several times. */
function readQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query[name];
    query[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return query;
}
