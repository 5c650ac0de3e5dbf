import { type Part, type Parts, type Region, sizeOf, someOf } from "./region.ts";
import type { Order } from "./tiles.ts";

/** How parts are cut into files of about a size: plain data, the same for every shard, worker and repetition. */
export interface Cut {
  /** Entities times ticks of a file. */
  cells: number;
  order: Order;
  /** Ticks from row to row of the table. */
  every: number;
}

/** Stands in the paths of parts for the number of a file among those of its part. */
export const NUMBER = "{part}";

/** Parts cut into files, in row order: by time some ticks of all entities, by entity all ticks of some. */
export function cutParts(parts: Parts, cut: Cut): Parts {
  // files up to and with those of each part
  const ends = new Float64Array(parts.length);
  for (let i = 0, files = 0; i < parts.length; i++) {
    const { wide, high } = blocksOf(parts.at(i), cut);
    files += wide * high;
    ends[i] = files;
  }
  return {
    length: ends.at(-1) ?? 0,
    at(i) {
      const at = firstAbove(ends, i);
      return fileOf(parts.at(at), i - (at > 0 ? ends[at - 1] : 0), cut);
    },
  };
}

/** Entities and ticks of a file of a region, and how many such blocks there are each way. */
function blocksOf({ entities, from, to }: Region, { cells, order, every }: Cut) {
  const [size, ticks] = [sizeOf(entities), to - from];
  const whole = (n: number) => Math.max(every, Math.floor(n / every) * every);
  const byTime = order === "time" && size <= cells / every;
  const entityCount = byTime
    ? size
    : Math.max(1, Math.min(size, Math.floor(cells / (order === "time" ? every : ticks))));
  const tickCount = Math.min(Math.max(1, ticks), whole(Math.floor(cells / entityCount)));
  return {
    entityCount,
    tickCount,
    wide: Math.max(1, Math.ceil(size / entityCount)),
    high: Math.max(1, Math.ceil(ticks / tickCount)),
  };
}

function fileOf(part: Part, number: number, cut: Cut): Part {
  const { entityCount, tickCount, wide, high } = blocksOf(part, cut);
  const [column, row] =
    cut.order === "time" ? [number % wide, Math.floor(number / wide)] : [Math.floor(number / high), number % high];
  const { entities, from, to, path } = part;
  return {
    path: path.replace(NUMBER, String(number).padStart(5, "0")),
    entities: someOf(entities, column * entityCount, (column + 1) * entityCount),
    from: from + row * tickCount,
    to: Math.min(to, from + (row + 1) * tickCount),
  };
}

/** The first of ascending numbers that is above another. */
function firstAbove(ends: Float64Array, number: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] > number) high = middle;
    else low = middle + 1;
  }
  return low;
}
