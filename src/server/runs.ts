import { hideSecrets } from "../core/secret.ts";
import { feedsOf } from "../engine/feeds.ts";
import { live } from "../engine/live.ts";
import { type Clock, stopwatch } from "../engine/pace.ts";
import type { Hosted } from "./context.ts";
import { Refusal } from "./errors.ts";
import { wakeable } from "./wakeable.ts";

/** Runs that have ended and are still shown. */
const KEPT = 100;

export type State = "running" | "retrying" | "ended" | "stopped" | "failed";

/** How far a run is that keeps a scenario in a store. */
export interface Run {
  readonly id: string;
  readonly scenario: string;
  /** The store, its secrets hidden. */
  readonly to: string;
  /** It ends when all that is due is stored. */
  readonly once: boolean;
  readonly started: number;
  /** ms UTC from which on it stores. */
  readonly from: number;
  state: State;
  ended?: number;
  phase?: string;
  rows: number;
  /** Over the last seconds in which rows were stored. */
  rowsPerSecond: number;
  /** ms UTC up to which everything is stored. */
  stored?: number;
  /** ms UTC at which there is more to store. */
  next?: number;
  /** Failures that were tried again, and what the last of them was. */
  retries: number;
  error?: string;
}

export interface Runs {
  /** Every run, the newest last. */
  all(): readonly Run[];
  /** Stores that runs may write to, as they are shown. */
  readonly targets: readonly string[];
  /** Starts a run; one that writes the same scenario there already is refused. */
  start(scenario: string, target: string, once: boolean): Run;
  /** Has everything that is due stored: those that run look at once, for the others a run starts, which then ends or goes on. */
  round(then?: "end" | "live"): Run[];
  stop(id: string): Run | undefined;
  /** Why data is not being stored, of scenarios whose last run fails. */
  failing(): string | undefined;
  /** Resolves when no run is left. */
  settled(): Promise<void>;
}

export interface RunsOptions {
  scenarios: ReadonlyMap<string, Hosted>;
  clock: Clock;
  abort: AbortSignal;
  /** URLs of the stores that the operator has named: a request can name no other. */
  targets: readonly string[];
}

interface Handle {
  run: Run;
  stop(): void;
  wake(): void;
  done: Promise<void>;
}

const isOpen = ({ state }: Run): boolean => state === "running" || state === "retrying";

/** The runs of a server, each of one scenario into one store. */
export function createRuns({ scenarios: hosted, clock, abort, targets }: RunsOptions): Runs {
  // what others send to the server later is not written to the operator's stores
  const scenarios = new Map(hosted);
  const handles = new Map<string, Handle>();
  const shown = new Map(targets.map((url) => [hideSecrets(url), url]));
  let count = 0;
  const runs = () => [...handles.values()].map(({ run }) => run);
  const openOf = (scenario: string, to: string) =>
    runs().find((run) => isOpen(run) && run.scenario === scenario && run.to === to);

  const forget = () => {
    const ended = runs().filter((run) => !isOpen(run));
    for (const { id } of ended.slice(0, Math.max(0, ended.length - KEPT))) handles.delete(id);
  };
  const start: Runs["start"] = (scenario, target, once) => {
    const wanted = scenarios.get(scenario);
    if (!wanted) throw new Refusal(404, `no scenario ${scenario}; there are ${[...scenarios.keys()].join(", ")}`);
    const to = hideSecrets(target);
    const url = shown.get(to);
    if (url === undefined)
      throw new Refusal(
        403,
        `${to} is none of the stores that this server was started with: ${[...shown.keys()].join(", ") || "none"}`,
      );
    const there = openOf(scenario, to);
    if (there) throw new Refusal(409, `${there.id} writes ${scenario} to ${to} already`);
    const run: Run = {
      id: `${scenario}-${++count}`,
      scenario,
      to,
      once,
      started: clock.now(),
      from: wanted.plan.window.start,
      state: "running",
      rows: 0,
      rowsPerSecond: 0,
      retries: 0,
    };
    handles.set(run.id, carryOut(run, wanted, url, clock, abort));
    forget();
    return run;
  };
  return {
    all: runs,
    targets: [...shown.keys()],
    start,
    round: (then = "end") =>
      [...scenarios.keys()].flatMap((scenario) =>
        [...shown.keys()].map((to) => {
          const there = openOf(scenario, to);
          if (!there) return start(scenario, to, then === "end");
          handles.get(there.id)!.wake();
          return there;
        }),
      ),
    stop(id) {
      const handle = handles.get(id);
      handle?.stop();
      return handle?.run;
    },
    failing() {
      const last = new Map(runs().map((run) => [`${run.scenario} ${run.to}`, run]));
      const bad = [...last.values()].filter(({ state }) => state === "retrying" || state === "failed");
      return bad.length === 0 ? undefined : bad.map(({ scenario, error }) => `${scenario}: ${error}`).join("; ");
    },
    async settled() {
      await Promise.all([...handles.values()].map(({ done }) => done));
    },
  };
}

/** Starts to write; how it goes is told on the run. */
function carryOut(run: Run, { plan, catalogs }: Hosted, url: string, clock: Clock, abort: AbortSignal): Handle {
  const controller = new AbortController();
  const stop = () => controller.abort();
  if (abort.aborted) stop();
  abort.addEventListener("abort", stop, { once: true });
  const waking = wakeable(clock);
  // how fast it works is told in seconds of this machine, whatever its clock shows
  let measured = { at: stopwatch(), rows: 0 };
  const work = async () => {
    const tables = plan.tables.filter(({ rows }) => rows !== "entity");
    const { stored } = await live(plan, feedsOf(plan, tables, catalogs, url), {
      from: plan.window.start,
      once: run.once,
      clock: waking,
      abort: controller.signal,
      progress({ phase, rows, stored, next }) {
        const now = stopwatch();
        Object.assign(run, { state: "running", error: undefined, phase, stored, next, rows: run.rows + rows });
        if (now - measured.at < 1) return;
        run.rowsPerSecond = Math.round((run.rows - measured.rows) / (now - measured.at));
        measured = { at: now, rows: run.rows };
      },
      warn(error) {
        run.retries++;
        Object.assign(run, { state: "retrying", error: error.message });
      },
    });
    Object.assign(run, { stored, state: controller.signal.aborted ? "stopped" : "ended" });
  };
  const done = work()
    .catch((error: Error) => {
      Object.assign(
        run,
        controller.signal.aborted ? { state: "stopped" } : { state: "failed", error: hideSecrets(error.message) },
      );
    })
    .finally(() => {
      run.ended = clock.now();
      abort.removeEventListener("abort", stop);
    });
  return { run, stop, wake: waking.wake, done };
}
