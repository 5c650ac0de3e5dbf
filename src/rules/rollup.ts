/** What some values are like, by group and by span of time. */
export interface Rollup {
  /** Takes the values [0, count) of one entity in a group; buckets never fall from one to the next. */
  add(group: number, values: ArrayLike<number>, count: number, bucketOf: (i: number) => number): void;
  /** By bucket, then group; those that nobody is in are left out. */
  rows(): RollupRow[];
}

export interface RollupRow {
  bucket: number;
  group: number;
  /** Entities that have a value there, and their part of all that have one in that bucket. */
  count: number;
  share: number;
  mean: number;
  min: number;
  max: number;
}

/** Sums, least and greatest of values. NaN stands for none. Each entity is added once. */
export function createRollup(groups: number, buckets: number): Rollup {
  const cells = groups * buckets;
  const entities = new Uint32Array(cells);
  const values = new Float64Array(cells);
  const sums = new Float64Array(cells);
  const least = new Float64Array(cells).fill(Infinity);
  const greatest = new Float64Array(cells).fill(-Infinity);
  return {
    add(group, found, count, bucketOf) {
      let last = -1;
      for (let i = 0; i < count; i++) {
        const value = found[i];
        if (Number.isNaN(value)) continue;
        const cell = bucketOf(i) * groups + group;
        if (cell !== last) entities[cell]++;
        last = cell;
        values[cell]++;
        sums[cell] += value;
        if (value < least[cell]) least[cell] = value;
        if (value > greatest[cell]) greatest[cell] = value;
      }
    },
    rows() {
      const rows: RollupRow[] = [];
      for (let bucket = 0; bucket < buckets; bucket++) {
        const own = entities.subarray(bucket * groups, (bucket + 1) * groups);
        const all = own.reduce((sum, count) => sum + count, 0);
        own.forEach((count, group) => {
          if (count === 0) return;
          const cell = bucket * groups + group;
          const mean = sums[cell] / values[cell];
          rows.push({ bucket, group, count, share: count / all, mean, min: least[cell], max: greatest[cell] });
        });
      }
      return rows;
    },
  };
}
