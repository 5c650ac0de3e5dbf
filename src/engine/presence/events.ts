import { join, type Key } from "../../core/random.ts";
import type { Schedule, Window } from "../../core/schedule.ts";
import { speaks } from "../silence.ts";
import type { Looker } from "./looker.ts";

/** The part of the window that is looked at first, from its end: most entities have an event there. */
const FIRST = 1 / 16;

/** Looks for the windows of a schedule, of a key, backwards in pieces that grow. */
export function lookForEvents(schedule: Schedule, key: Key): Looker {
  const own: Key = { a: 0, b: 0 };
  return (entity, entityKey, from, to, silent) => {
    const series = { key: join(own, key, entityKey), entity };
    let found = false;
    const visit = ({ start }: Window): void => {
      found ||= start >= begin && start < end && speaks(silent, start);
    };
    let length = Math.ceil((to - from) * FIRST);
    let end = to;
    let begin = Math.max(from, end - length);
    while (!found && begin < end) {
      schedule.windows(series, begin, end, visit);
      length *= 2;
      end = begin;
      begin = Math.max(from, end - length);
    }
    return found;
  };
}
