import { derive, fork, type Key } from "../../core/random.ts";
import type { Disturbance, Plan, Segments } from "../plan.ts";
import { lookForEvents } from "./events.ts";
import type { Looker } from "./looker.ts";
import { lookForReports } from "./reports.ts";
import { createSilences, type Silences, together } from "./silence.ts";
import { inSlices } from "./slices.ts";

/** Whole seconds since 1970 UTC, both included. */
export interface Seconds {
  from: number;
  to: number;
}

/** Who of the entities has reported. An answer depends on the question alone; what is kept between questions only saves time. */
export interface Presence {
  /** 1 for each entity that has a row of the event table in the window. */
  byEvents(window: Seconds): Promise<Uint8Array>;
  /** 1 for each that reports in the window where, in each slot of so many minutes, each does with a probability. */
  byProbability(window: Seconds, minutes: number, probability: number): Promise<Uint8Array>;
}

const SECOND = 1000;
const MINUTE = 60_000;

/** The presence of a plan's entities by its segments. Keeps 25 bytes for each entity, and more for those in trouble. */
export function createPresence(plan: Plan, { table, errors }: Segments, abort?: AbortSignal): Presence {
  const { size } = plan.inventory;
  let known: Promise<Known> | undefined;
  const has = (all: readonly Disturbance[]) => (one: Disturbance) => all.includes(one);
  const silences = (some: readonly Disturbance[]) => createSilences(plan, some, abort);
  // most of what silences the table are errors, too: that is found once
  const both = silences(errors.filter(has(table.unless)));
  const quiet = [both, silences(table.unless.filter((one) => !has(errors)(one)))];
  const wrong = [both, silences(errors.filter((one) => !has(table.unless)(one)))];
  const reportKey = derive(derive(plan.key, "report"), table.name);

  const look = async (
    { from, to }: Seconds,
    all: readonly Silences[],
    create: (from: number, to: number) => Looker,
  ) => {
    const [first, last] = [from * SECOND, (to + 1) * SECOND];
    known ??= createKnown(plan, abort);
    const [{ since, until, a, b }, ...silent] = await Promise.all([known, ...all.map((one) => one.over(first, last))]);
    const silence = together(silent);
    const has = create(first, last);
    const found = new Uint8Array(size);
    const key: Key = { a: 0, b: 0 };
    await inSlices(
      size,
      (entity) => {
        const [begin, end] = [Math.max(first, since[entity]), Math.min(last, until[entity])];
        if (begin >= end) return;
        key.a = a[entity];
        key.b = b[entity];
        if (has(entity, key, begin, end, silence(entity))) found[entity] = 1;
      },
      abort,
    );
    for (const one of all) one.ahead(last - 1);
    return found;
  };
  const { schedule, key } = table.schedule!;
  return {
    byEvents: (window) => look(window, quiet, () => lookForEvents(schedule, key)),
    byProbability: (window, minutes, probability) =>
      look(window, wrong, (from, to) =>
        lookForReports({ key: fork(reportKey, minutes), slot: minutes * MINUTE, probability }, from, to),
      ),
  };
}

/** Keys of the entities, and ms UTC in which each is active. */
interface Known {
  a: Int32Array;
  b: Int32Array;
  since: Float64Array;
  until: Float64Array;
}

async function createKnown({ inventory }: Plan, abort?: AbortSignal): Promise<Known> {
  const { size } = inventory;
  const known: Known = {
    a: new Int32Array(size),
    b: new Int32Array(size),
    since: new Float64Array(size),
    until: new Float64Array(size),
  };
  const key: Key = { a: 0, b: 0 };
  await inSlices(
    size,
    (entity) => {
      inventory.keyOf(entity, key);
      known.a[entity] = key.a;
      known.b[entity] = key.b;
      [known.since[entity], known.until[entity]] = inventory.active(entity);
    },
    abort,
  );
  return known;
}
