import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { onTestFinished } from "vitest";
import type { CollectOptions } from "../../src/collector/collect.ts";
import type { Attempts } from "../../src/collector/request.ts";
import type { Clock } from "../../src/engine/pace.ts";

/** A clock whose sleeps take no time, and are counted. */
export function quickClock(now = Date.UTC(2025, 10, 20)): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => now + slept.reduce((sum, ms) => sum + ms, 0),
    async sleep(ms) {
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export function quick(more: Partial<Attempts> = {}): Attempts {
  return { timeout: 5000, retries: 2, clock: quickClock(), ...more };
}

export function optionsOf(folder: string, apiUrl: string, more: Partial<CollectOptions> = {}): CollectOptions {
  return {
    apiUrl,
    outputDir: join(folder, "out"),
    database: join(folder, "out", "series.db"),
    windowMinutes: 60,
    frequencyMinutes: 15,
    updateProbability: 0.1,
    documented: false,
    ...more,
  };
}

/** Rows of a SQLite query. */
export function rowsOf(path: string, sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA busy_timeout = 5000");
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

/** Lines of a file, none where there is no file. */
export function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").split(/\r?\n/).filter(Boolean) : [];
}

/** A receiver of requests that answers as told, then with 200. */
export async function receiver(...failures: (number | "hang up")[]) {
  const requests: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const failure = failures.shift();
    if (failure === "hang up") return request.socket.destroy();
    response.statusCode = failure ?? 200;
    if (!failure) requests.push({ url: request.url!, headers: request.headers, body });
    response.end(failure ? "sorry" : "ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, failures };
}
