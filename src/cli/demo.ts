import { catalogs } from "../catalog.ts";
import { feedsOf } from "../engine/feeds.ts";
import { live } from "../engine/live.ts";
import { lock } from "../engine/lock.ts";
import { makeFolder } from "../engine/make-folder.ts";
import { accelerated, type Clock, realClock } from "../engine/pace.ts";
import { limits } from "../server/config.ts";
import { createContext, type Hosted } from "../server/context.ts";
import { shutDown } from "../server/shut-down.ts";
import { FLEET, FOLDER, LOCK, ROWS, removeAll, SCENARIOS, SPEED, writeDown } from "./demo-folder.ts";
import { tellGoingOn, tellHistory, tellStopped } from "./demo-text.ts";
import { createWatch, present } from "./demo-watch.ts";
import { host } from "./host.ts";
import { onInterrupt } from "./interrupt.ts";
import { openServer } from "./open-server.ts";
import { note } from "./style.ts";

export interface DemoFlags {
  port?: number;
  once?: boolean;
  force?: boolean;
}

const PORT = 8000;
const TARGET = `sqlite:${ROWS}`;

/** Makes what happened before, then serves it and lets time run, until it is stopped; started again, it goes on from there. */
export async function demo(flags: DemoFlags): Promise<void> {
  makeFolder(FOLDER);
  const release = lock(LOCK);
  const interrupt = onInterrupt();
  try {
    if (flags.force) removeAll();
    await writeDown();
    await show(flags, interrupt.abort);
  } finally {
    interrupt.end();
    release();
  }
}

async function show({ once, port }: DemoFlags, interrupted: AbortSignal): Promise<void> {
  const begin = present();
  // time stands until all that was before is there
  let time = accelerated(realClock, 0, begin);
  const clock: Clock = { now: () => time.now(), sleep: (ms, abort) => time.sleep(ms, abort) };
  const scenarios = await host(SCENARIOS, {}, begin);
  for (const hosted of scenarios.values()) if (!interrupted.aborted) await fill(hosted, clock, interrupted);
  if (interrupted.aborted) return tellStopped(begin);
  const over = new AbortController();
  const abort = AbortSignal.any([interrupted, over.signal]);
  const config = { limits: limits.parse({}), tokens: [], origins: [], targets: [TARGET] };
  const context = createContext({ catalogs, clock, config, scenarios, abort });
  const ports = once ? [0] : port === undefined ? [PORT, 0] : [port];
  const { app, url } = await openServer(context, { host: "127.0.0.1", ports, log: "warn", databases: [FLEET] });
  try {
    note("collecting snapshots of the fleet");
    const watch = await createWatch(url);
    await watch.fill(begin, abort);
    if (!abort.aborted) {
      await tellHistory(scenarios.values(), begin);
      if (once) return;
      time = accelerated(realClock, SPEED, begin);
      context.runs.round("live");
      if (port === undefined && !url.endsWith(`:${PORT}`)) note(`port ${PORT} is taken: the dashboard is at ${url}`);
      tellGoingOn(url, begin);
      await watch.follow(clock, abort);
    }
  } finally {
    over.abort();
    await shutDown(app);
  }
  tellStopped(clock.now());
}

/** Stores the rows of a scenario up to the present, as far as they are not there. */
async function fill({ name, plan, catalogs }: Hosted, clock: Clock, abort: AbortSignal): Promise<void> {
  note(`storing ${name}`);
  const tables = plan.tables.filter(({ rows }) => rows !== "entity");
  await live(plan, feedsOf(plan, tables, catalogs, TARGET), {
    from: plan.window.start,
    once: true,
    clock,
    abort,
    warn: (error) => note(error.message),
  });
}
