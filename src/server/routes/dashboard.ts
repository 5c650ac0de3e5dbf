import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { Routes } from "../context.ts";

/** Nothing but what the server itself sends: no other host, no inline script or style. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Each is the same page: what it shows follows from its URL. */
const VIEWS = ["/", "/explore", "/fleet", "/runs"];

/** The dashboard from the folder that it was built into; nothing where it was not built. */
export function dashboardRoutes(folder: string): Routes {
  return async (app) => {
    if (!existsSync(folder)) return;
    app.addHook("onRequest", async (_request, reply) => void reply.header("content-security-policy", POLICY));
    await app.register(fastifyStatic, { root: folder, wildcard: false, index: false, cacheControl: false });
    for (const view of VIEWS)
      app.get(view, { schema: { hide: true } }, (_request, reply) =>
        reply.header("cache-control", "no-cache").sendFile("index.html"),
      );
  };
}
