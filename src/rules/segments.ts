import type { Groups } from "./groups.ts";

/** Entities that are there, by the values of some dimensions. */
export interface Segment {
  name: string;
  dimensions: readonly string[];
  /** Groups that are not empty, in the order of their values. */
  rows: readonly { dimensions: Readonly<Record<string, string>>; count: number }[];
}

/** How many entities are there: of all, 1 for each in `present`. */
export function countPresent(present: Uint8Array): number {
  let count = 0;
  for (let e = 0; e < present.length; e++) count += present[e];
  return count;
}

/** Counts those that are there by groups. The counts of a segment add up to all that are there. */
export function countSegment(name: string, { dimensions, codes, values }: Groups, present: Uint8Array): Segment {
  const counts = new Uint32Array(values.length);
  for (let e = 0; e < present.length; e++) counts[codes[e]] += present[e];
  const rows = values.flatMap((own, group) => {
    if (counts[group] === 0) return [];
    return [{ dimensions: Object.fromEntries(own.map((value, d) => [dimensions[d], value])), count: counts[group] }];
  });
  return { name, dimensions, rows };
}
