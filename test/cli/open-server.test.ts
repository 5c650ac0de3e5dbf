import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { openServer } from "../../src/cli/open-server.ts";
import { realClock } from "../../src/engine/pace.ts";
import { limits } from "../../src/server/config.ts";
import { createContext } from "../../src/server/context.ts";
import { shutDown } from "../../src/server/shut-down.ts";

/** A port that somebody listens at. */
function takenPort(): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));
}

function open(...ports: number[]) {
  const config = { limits: limits.parse({}), tokens: [], origins: [] };
  const stop = new AbortController();
  const context = createContext({ catalogs, clock: realClock, config, scenarios: new Map(), abort: stop.signal });
  return openServer(context, { host: "127.0.0.1", ports, log: "silent", databases: [] });
}

test("a server takes the first port that is free", async () => {
  const taken = await takenPort();
  const { app, url } = await open(taken, 0);
  onTestFinished(() => shutDown(app));
  expect(url).not.toContain(String(taken));
  expect(await (await fetch(`${url}/keep-alive`)).json()).toEqual({ status: "alive" });
});

test("where none is, it says which, and what to do", async () => {
  const taken = await takenPort();
  await expect(open(taken)).rejects.toThrow(`port ${taken} of 127.0.0.1 is taken: --port 0 takes a free one`);
});
