import type { Disturbance, Plan } from "../plan.ts";
import { type Span, silences } from "../silence.ts";
import { NEVER } from "./looker.ts";
import { inSlices } from "./slices.ts";

/** The spans of each entity in which it keeps silent. */
export type Silence = (entity: number) => readonly Span[];

/** Who is silent when, day by day; some days are kept. */
export interface Silences {
  /** Silence over [from, to), ms UTC, and more. */
  over(from: number, to: number): Promise<Silence>;
  /** Of a day that is asked about again and again, finds the next one before it is asked about. */
  ahead(time: number): void;
}

const DAY = 86_400_000;
/** A window of a day lies in two, and the next one is ahead. */
const KEPT = 4;

/** Entities looked at in a turn: a millisecond or two, so that questions overtake what is found ahead. */
const SLICE = 256;

const nobody: Silence = () => NEVER;

/** The silence of a plan's entities by some disturbances. */
export function createSilences(plan: Plan, disturbances: readonly Disturbance[], abort?: AbortSignal): Silences {
  const kept = new Map<number, { asked: number; silence: Promise<Silence> }>();
  const of = (day: number) => {
    const found = kept.get(day) ?? {
      asked: 0,
      silence: collect(plan, disturbances, day * DAY, (day + 1) * DAY, abort),
    };
    // the one that was asked for last comes last
    kept.delete(day);
    kept.set(day, found);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return found;
  };
  return {
    async over(from, to) {
      const days: Promise<Silence>[] = [];
      for (let day = Math.floor(from / DAY); day * DAY < to; day++) {
        const found = of(day);
        found.asked++;
        days.push(found.silence);
      }
      return together(await Promise.all(days));
    },
    ahead(time) {
      const day = Math.floor(time / DAY);
      if ((kept.get(day)?.asked ?? 0) < 2) return;
      // whoever asks about that day is told what is wrong
      of(day + 1).silence.catch(() => kept.delete(day + 1));
    },
  };
}

/** The spans of all of some silences. */
export function together(all: readonly Silence[]): Silence {
  const [first = nobody, ...rest] = all.filter((one) => one !== nobody);
  return rest.reduce(
    (one, other) => (entity) => {
      const [some, more] = [one(entity), other(entity)];
      return some.length === 0 ? more : more.length === 0 ? some : [...some, ...more];
    },
    first,
  );
}

async function collect(
  plan: Plan,
  disturbances: readonly Disturbance[],
  from: number,
  to: number,
  abort?: AbortSignal,
): Promise<Silence> {
  if (disturbances.length === 0) return nobody;
  const { grid, inventory } = plan;
  const quiet = new Uint8Array(inventory.size);
  const spans = new Map<number, readonly Span[]>();
  await inSlices(
    inventory.size,
    (entity) => {
      const found = silences(disturbances, grid, entity, from, to);
      if (found.length === 0) return;
      quiet[entity] = 1;
      spans.set(entity, found);
    },
    abort,
    SLICE,
  );
  return (entity) => (quiet[entity] === 0 ? NEVER : spans.get(entity)!);
}
