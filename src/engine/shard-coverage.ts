/** A shard as manifests count: from 1. */
interface Counted {
  index: number;
  count: number;
}

/** A place in a run, as a fraction of it. */
interface Place {
  at: number;
  of: number;
}

/** What the shards of a run leave out and what they hold twice, in words. Counts may differ: 1/2, 3/4 and 4/4 are whole. */
export function shardCoverage(shards: readonly Counted[]): string[] {
  const problems: string[] = [];
  const begin = ({ index, count }: Counted): Place => ({ at: index - 1, of: count });
  const sorted = [...shards].sort((a, b) => compare(begin(a), begin(b)));
  let reach: Place = { at: 0, of: 1 };
  let last: Counted | undefined;
  for (const shard of sorted) {
    const ahead = compare(begin(shard), reach);
    if (ahead > 0) problems.push(missing(reach, begin(shard)));
    if (ahead < 0 && last)
      problems.push(`the shards ${last.index}/${last.count} and ${shard.index}/${shard.count} overlap`);
    const end = { at: shard.index, of: shard.count };
    if (compare(end, reach) <= 0) continue;
    reach = end;
    last = shard;
  }
  const all = { at: 1, of: 1 };
  if (compare(reach, all) < 0) problems.push(missing(reach, all));
  return problems;
}

/** Counts are below a million: the products are exact. */
function compare(a: Place, b: Place): number {
  return a.at * b.of - b.at * a.of;
}

function missing(from: Place, to: Place): string {
  for (const of of [from.of, to.of]) {
    const [first, last] = [(from.at * of) / from.of + 1, (to.at * of) / to.of];
    if (!Number.isInteger(first) || !Number.isInteger(last)) continue;
    if (first === last) return `the shard ${first}/${of} is missing`;
    return `the shards ${first}/${of} to ${last}/${of} are missing`;
  }
  return `what lies between ${from.at}/${from.of} and ${to.at}/${to.of} of the run is missing`;
}
