import { fileURLToPath } from "node:url";
import { readHistory } from "../collector/history.ts";
import { readIncidents } from "../collector/read-incidents.ts";
import { UsageError } from "../core/error.ts";
import { createApp } from "../server/app.ts";
import type { App, Context } from "../server/context.ts";
import { createLog } from "../server/log.ts";
import { dashboardRoutes } from "../server/routes/dashboard.ts";
import { fleetRoutes } from "../server/routes/fleet.ts";
import { incidentRoutes } from "../server/routes/incidents.ts";
import { watchedDatabases } from "./watched-databases.ts";

export interface Listening {
  host: string;
  /** The first of them that is not taken; 0 takes a free one. */
  ports: readonly number[];
  /** What is logged. */
  log: string;
  /** Databases of snapshots that the dashboard shows. */
  databases: readonly string[];
}

/** The server with its dashboard, listening at `url` and ready to answer. */
export async function openServer(
  context: Context,
  { host, ports, log, databases }: Listening,
): Promise<{ app: App; url: string }> {
  const dashboard = dashboardRoutes(fileURLToPath(new URL("../web", import.meta.url)));
  const app = await createApp(context, createLog(log), {
    open: [dashboard],
    data: [
      fleetRoutes(databases, readHistory),
      incidentRoutes(watchedDatabases(databases, context.config.targets ?? []), readIncidents),
    ],
  });
  const url = await listen(app, host, ports);
  await context.startup.ended();
  return { app, url };
}

async function listen(app: App, host: string, [port, ...others]: readonly number[]): Promise<string> {
  try {
    const url = await app.listen({ host, port });
    return url;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" && others.length > 0) return listen(app, host, others);
    if (code === "EADDRINUSE")
      throw new UsageError(`port ${port} of ${host} is taken: --port 0 takes a free one`, { cause: error });
    if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw new UsageError(`cannot listen at ${host}:${port}: ${message}`, { cause: error });
    throw error;
  }
}
