import type { Key } from "../../core/random.ts";
import { seedDraws, unit } from "./draws.ts";

/** When homes are away: the first days a block may begin on (day of the year, from 0), its length in days, its share of homes. */
const BLOCKS = [
  { share: 0.8, from: 165, to: 240, shortest: 6, longest: 14 },
  { share: 0.45, from: 60, to: 150, shortest: 3, longest: 8 },
  { share: 0.35, from: 255, to: 320, shortest: 3, longest: 7 },
  { share: 0.25, from: 354, to: 360, shortest: 3, longest: 9 },
] as const;

/** Blocks a home can have in one year. */
export const ABSENCES = BLOCKS.length;

/** Writes the blocks of one home in one year to out, as pairs [first day, day after the last); returns how many. */
export function drawAbsences(key: Readonly<Key>, days: number, out: Int32Array): number {
  seedDraws(key);
  let count = 0;
  for (const block of BLOCKS) {
    const taken = unit() < block.share;
    const first = block.from + Math.floor(unit() * (block.to - block.from));
    const length = block.shortest + Math.floor(unit() * (block.longest - block.shortest + 1));
    if (!taken) continue;
    out[2 * count] = first;
    out[2 * count + 1] = Math.min(days, first + length);
    count++;
  }
  return count;
}

/** The share of homes that are away on each day of the year, by counting the blocks above. */
export function expectedAbsence(): Float64Array {
  const share = new Float64Array(366);
  for (const { share: part, from, to, shortest, longest } of BLOCKS) {
    const one = part / ((to - from) * (longest - shortest + 1));
    for (let first = from; first < to; first++)
      for (let length = shortest; length <= longest; length++)
        for (let day = first; day < Math.min(366, first + length); day++) share[day] += one;
  }
  return share;
}
