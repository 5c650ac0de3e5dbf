import { Cron } from "croner";
import { UsageError } from "../core/error.ts";
import { lock } from "../engine/lock.ts";
import type { Clock } from "../engine/pace.ts";
import { openHistory, type RunHistory } from "./run-history.ts";

export interface ScheduleOptions {
  /** Of the schedule in its history; one process at a time runs it. */
  name: string;
  /** Five fields, or six with seconds first; `@hourly` and the like. */
  cron: string;
  zone: string;
  /** Which of the times that passed while nothing ran, or a run was still going on, are made up for. */
  catchUp: "none" | "last" | "all";
  /** Path of the SQLite database of its history. */
  history: string;
}

/** Does what is due at an instant (ms UTC); resolves to its exit code. */
export type Run = (due: number) => Promise<number>;

/** Most times that are made up for. */
const MOST = 1000;
/** ms after which a time was missed. */
const LATE = 60_000;
/** ms after which a scheduler on another machine that showed no sign of life is taken for dead. */
const LEASE = 120_000;

/**
 * Runs something by a cron expression in a zone until it is aborted, one run after the other. What became of every time
 * stands in the history: a time that passed while nothing ran is made up for or skipped when it starts again.
 */
export async function schedule(
  { name, cron, zone, catchUp, history: path }: ScheduleOptions,
  run: Run,
  { clock, abort }: { clock: Clock; abort: AbortSignal },
): Promise<void> {
  const times = parse(cron, zone);
  const history = await openHistory(path, name);
  try {
    const release = lock(`${path}.${name}.lock`, LEASE);
    try {
      let last = history.last() ?? clock.now();
      while (!abort.aborted) {
        const now = clock.now();
        const passed = passedOf(times, last, now);
        for (const due of passed) {
          if (abort.aborted) break;
          if (isDue(due, passed, catchUp, now)) await once(due, run, history, clock);
          else history.skipped(due);
          last = due;
        }
        if (passed.length === 0) await sleepUntil(times.nextRun(new Date(now)), clock, abort);
      }
    } finally {
      release();
    }
  } finally {
    history.close();
  }
}

/** The times after `last` up to now, oldest first; the newest of them where there are too many. */
function passedOf(times: Cron, last: number, now: number): number[] {
  const passed: number[] = [];
  for (let next = times.nextRun(new Date(last)); next && next.getTime() <= now; next = times.nextRun(next)) {
    if (passed.push(next.getTime()) < MOST) continue;
    const newest = times.previousRuns(MOST, new Date(now + 1)).map((time) => time.getTime());
    return newest.sort((a, b) => a - b);
  }
  return passed;
}

function isDue(due: number, passed: readonly number[], catchUp: ScheduleOptions["catchUp"], now: number): boolean {
  if (catchUp === "all") return true;
  return due === passed.at(-1) && (catchUp === "last" || now - due < LATE);
}

async function once(due: number, run: Run, history: RunHistory, clock: Clock): Promise<void> {
  history.started(due, clock.now());
  const code = await run(due);
  history.ended(due, clock.now(), code);
}

/** The clock may be changed, or the machine sleep: it is looked at again now and then. */
async function sleepUntil(next: Date | null, clock: Clock, abort: AbortSignal): Promise<void> {
  if (!next) throw new UsageError("the schedule has no more times");
  while (!abort.aborted && clock.now() < next.getTime()) await clock.sleep(next.getTime() - clock.now(), abort);
}

function parse(cron: string, timezone: string): Cron {
  try {
    return new Cron(cron, { timezone, paused: true });
  } catch (error) {
    throw new UsageError(`the schedule ${JSON.stringify(cron)}: ${(error as Error).message}`, { cause: error });
  }
}
