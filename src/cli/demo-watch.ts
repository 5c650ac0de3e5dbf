import { existsSync } from "node:fs";
import { type CollectOptions, collect } from "../collector/collect.ts";
import { monitor } from "../collector/monitor.ts";
import { readClock, writeClock } from "../collector/simulated-clock.ts";
import { type Clock, realClock } from "../engine/pace.ts";
import { BEGIN, CLOCK, FLEET, INCIDENTS, RULES, SNAPSHOTS } from "./demo-folder.ts";
import { monitoringOf } from "./monitor.ts";
import { note } from "./style.ts";

/** Minutes between snapshots, and in which a machine must have reported: each does every five minutes. */
const EVERY = 5;
const WINDOW = 10;
/** Snapshots before the demo begins. */
const HISTORY = 48;
const MINUTE = 60_000;

/** Time of the last snapshot, ms UTC. */
const last = () => readClock(CLOCK, BEGIN, note);

/** When the demo begins, or goes on. */
export function present(): number {
  return existsSync(CLOCK) ? Math.max(BEGIN, last()) : BEGIN;
}

/** Collects snapshots of the fleet from the segment API of a server, and judges them. */
export async function createWatch(url: string) {
  if (!existsSync(CLOCK)) writeClock(CLOCK, BEGIN - HISTORY * EVERY * MINUTE);
  const options: CollectOptions = {
    apiUrl: `${url}/segment-stats?scenario=atm-fleet`,
    outputDir: SNAPSHOTS,
    database: FLEET,
    simulate: { minutes: EVERY, clockFile: CLOCK },
    windowMinutes: WINDOW,
    frequencyMinutes: EVERY,
    documented: true,
  };
  const attempts = { timeout: 30_000, retries: 3, clock: realClock, warn: note };
  const monitoring = await monitoringOf({ rules: RULES });
  const judge = (now: number) => monitor(monitoring, { database: FLEET, state: INCIDENTS, now }, attempts);
  return {
    /** Collects what is missing up to an instant. */
    async fill(until: number, abort: AbortSignal): Promise<void> {
      while (last() + EVERY * MINUTE <= until && !abort.aborted) await collect(options, attempts);
      if (last() >= BEGIN) await judge(until);
    },
    /** Collects each snapshot when it is due, until aborted; one that is begun is stored. */
    async follow(clock: Clock, abort: AbortSignal): Promise<void> {
      while (!abort.aborted) {
        const wait = last() + EVERY * MINUTE - clock.now();
        if (wait > 0) await clock.sleep(wait, abort);
        else {
          await collect(options, attempts);
          await judge(clock.now());
        }
      }
    },
  };
}
