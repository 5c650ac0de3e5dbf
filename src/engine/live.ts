import { createFeeder, type Feed, type Feeder, type FeederOptions } from "./feeder.ts";
import type { Plan } from "./plan.ts";

export interface LiveOptions extends FeederOptions {
  /** ms UTC to end at; never when absent. */
  until?: number;
  /** End when all that is due is stored. */
  once?: boolean;
  /** Look for rows missing in what the stores hold, and write them. */
  repair?: boolean;
}

export interface LiveReport {
  /** Rows that were missing in the midst of what was stored. */
  repaired: number;
  /** ms UTC up to which everything is stored. */
  stored: number;
}

/**
 * Fills every store up to now from what it already holds, then adds each tick when it is due, on the grid of the
 * scenario and without drift: after a suspend, a jump of the clock or an outage of a store it catches up. A store keeps
 * one row per key, so that a tick written again changes nothing. Ends when aborted, after the tile in hand is stored.
 */
export async function live(plan: Plan, feeds: readonly Feed[], options: LiveOptions): Promise<LiveReport> {
  const { clock, abort } = options;
  const feeders: Feeder[] = feeds.map((feed) => createFeeder(plan, feed, options));
  const end = options.until === undefined ? Infinity : plan.grid.tickAt(options.until);
  const storedTo = () => Math.min(...feeders.map((feeder) => feeder.storedTo()));
  let repaired = 0;
  try {
    for (const feeder of feeders) {
      await feeder.begin();
      if (options.repair) repaired += await feeder.repair();
      await feeder.advance("backfill", end);
    }
    while (!abort?.aborted && !options.once && storedTo() < plan.grid.timeOf(end)) {
      const wait = Math.min(...feeders.map((feeder) => feeder.nextAt())) - clock.now();
      if (wait > 0) await clock.sleep(wait, abort);
      else for (const feeder of feeders) await feeder.advance("live", end);
    }
    return { repaired, stored: storedTo() };
  } finally {
    for (const feeder of feeders) await feeder.close();
  }
}
