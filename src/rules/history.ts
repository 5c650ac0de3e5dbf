/** How many of a group reported at an instant. */
export interface GroupCount {
  /** ms UTC. */
  time: number;
  segment: string;
  group: string;
  count: number;
}

/** Who reported at some instants, oldest first: a count of each group at each, 0 where nobody did. */
export interface History {
  times: number[];
  segments: { name: string; groups: { name: string; counts: number[] }[] }[];
}

/** Lays counts out by segment and group, in the order in which they are first met. */
export function layHistory(times: readonly number[], cells: Iterable<GroupCount>): History {
  const position = new Map(times.map((time, index) => [time, index]));
  const segments = new Map<string, Map<string, number[]>>();
  for (const { time, segment, group, count } of cells) {
    const groups = segments.get(segment) ?? new Map<string, number[]>();
    segments.set(segment, groups);
    const counts = groups.get(group) ?? new Array<number>(times.length).fill(0);
    groups.set(group, counts);
    counts[position.get(time)!] += count;
  }
  return {
    times: [...times],
    segments: [...segments].map(([name, groups]) => ({
      name,
      groups: [...groups].map(([name, counts]) => ({ name, counts })),
    })),
  };
}

/** `state=SP | model=ATMv17`. */
export function groupName(pairs: readonly (readonly [dimension: string, value: string])[]): string {
  return pairs.map(([dimension, value]) => `${dimension}=${value === "" ? "(blank)" : value}`).join(" | ");
}
