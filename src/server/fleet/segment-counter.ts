import type { Tag } from "../../core/inventory.ts";
import type { Plan, Segments } from "../../engine/plan.ts";
import { createPresence, type Seconds } from "../../engine/presence/presence.ts";
import { codeTags } from "../../engine/tag-codes.ts";
import { type Groups, groupBy } from "../../rules/groups.ts";
import { countPresent, countSegment, type Segment } from "../../rules/segments.ts";

/** Who reports, of each slot of so many minutes with a probability; by the event table where there is none. */
export interface Question {
  window: Seconds;
  minutes: number;
  probability?: number;
}

export interface Counted {
  present: number;
  segments: Segment[];
}

export type SegmentCounter = (question: Question) => Promise<Counted>;

/** One counter for each hosted scenario that has segments, whoever asks. */
export function createSegmentCounters(abort: AbortSignal): (hosted: { readonly plan: Plan }) => SegmentCounter {
  const counters = new WeakMap<object, SegmentCounter>();
  return (hosted) => {
    const known = counters.get(hosted) ?? createSegmentCounter(hosted.plan, hosted.plan.segments!, abort);
    counters.set(hosted, known);
    return known;
  };
}

/** Counts who is there, by a scenario's segments. What entities are grouped in is found once, when first asked. */
export function createSegmentCounter(plan: Plan, segments: Segments, abort?: AbortSignal): SegmentCounter {
  const presence = createPresence(plan, segments, abort);
  let grouped: Promise<{ name: string; groups: Groups }[]> | undefined;
  return async ({ window, minutes, probability }) => {
    grouped ??= groupsOf(plan, segments, abort);
    const [all, present] = await Promise.all([
      grouped,
      probability === undefined ? presence.byEvents(window) : presence.byProbability(window, minutes, probability),
    ]);
    return {
      present: countPresent(present),
      segments: all.map(({ name, groups }) => countSegment(name, groups, present)),
    };
  };
}

async function groupsOf(
  { inventory }: Plan,
  { groups }: Segments,
  abort?: AbortSignal,
): Promise<{ name: string; groups: Groups }[]> {
  const tags = [...new Set(groups.flatMap(({ dimensions }) => dimensions))];
  const coded = await codeTags(inventory, tags, abort);
  const of = (tag: Tag) => coded[tags.indexOf(tag)];
  return groups.map(({ name, dimensions }) => ({ name, groups: groupBy(dimensions.map(of), inventory.size) }));
}
