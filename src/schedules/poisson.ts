import { poisson } from "../core/arrivals.ts";
import { exp } from "../core/numeric.ts";
import { fork, type Key, uniform } from "../core/random.ts";
import { meanGap } from "../core/rate.ts";
import type { ScheduleContext } from "../core/schedule.ts";

/** Probability that a slot of the mean gap holds no event. */
const NONE = exp(-1);
const SHORTEST_GAP = 1;
/** Any query looks back over all that may still last: more than this many at a time would be too slow. */
const MOST_AT_ONCE = 1e6;

/** Mean time between events of the option `rate`, ms, where each may last for `reach` ms; refused when there are too many. */
export function meanGapOf(rate: string, reach: number, c: Pick<ScheduleContext, "fail">): number {
  const gap = meanGap(rate);
  if (gap < SHORTEST_GAP) c.fail(["rate"], `found ${rate}, more than one a millisecond; expected fewer`);
  if (reach > gap * MOST_AT_ONCE)
    c.fail(["rate"], `found ${rate}, more than ${MOST_AT_ONCE} at a time with the longest length; expected fewer`);
  return gap;
}

/**
 * Visits in order the events of a Poisson process in [from, to] ms from its own zero, at whole ms. Time is cut into
 * slots of the mean gap, and each draws its own events; position 0 of an event's key is taken.
 */
export function visitPoisson(
  key: Key,
  gap: number,
  from: number,
  to: number,
  visit: (at: number, own: Key, id: string) => void,
): void {
  if (gap === Infinity) return;
  // an event is cut to whole ms: one drawn just past the end may fall before it
  const last = Math.floor(to / gap);
  for (let n = Math.floor(from / gap); n <= last; n++) {
    const slot = fork(key, n);
    const u = uniform(slot, 0);
    // most that are asked have none here: that takes no law and no list
    if (u < NONE) continue;
    const count = poisson(u, 1);
    let events: { at: number; own: Key; id: string }[] | undefined;
    for (let i = 0; i < count; i++) {
      const own = fork(slot, i + 1);
      const at = Math.floor((n + uniform(own, 0)) * gap);
      if (at < from || at > to) continue;
      events ??= [];
      events.push({ at, own, id: `${n}.${i}` });
    }
    if (!events) continue;
    for (const { at, own, id } of events.sort((x, y) => x.at - y.at)) visit(at, own, id);
  }
}
