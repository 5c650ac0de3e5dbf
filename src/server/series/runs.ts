import { z } from "zod";
import { BLOCK, type Key, words } from "../../core/random.ts";
import { ordered, type SeriesContext } from "./series.ts";

const points = (least: number, description: string, fallback: number) =>
  z
    .int()
    .min(least)
    .max(1e9)
    .default(fallback)
    .meta({ description, examples: [fallback] });

export const gapOptions = {
  minimum_interval: points(0, "Fewest normal samples before an anomaly.", 50),
  maximum_interval: points(0, "Most normal samples before an anomaly.", 150),
};
export const lengthOf = (least: boolean) =>
  points(1, `${least ? "Fewest" : "Most"} samples of an anomaly.`, least ? 5 : 10);

/** Runs that are looked through at most to find a position: some tens of milliseconds. */
const MOST_RUNS = 4e6;

/** Ranges of whole numbers, both ends included. */
export interface Runs {
  gap: readonly [least: number, greatest: number];
  length: readonly [least: number, greatest: number];
}

/**
 * Normal samples and anomalies by turns from position 0 on, the lengths of both drawn evenly. The lengths belong to the
 * number of the turn, so that any position is found by adding them up from the beginning, whoever asks. Returns what
 * writes 1 for anomalies.
 */
export function createRuns({ gap, length }: Runs, context: SeriesContext): (out: Uint8Array, from: number) => void {
  const mean = (gap[0] + gap[1] + length[0] + length[1]) / 2;
  if (context.first > mean * MOST_RUNS)
    context.fail(
      ["start"],
      `is sample ${context.first}, more than ${MOST_RUNS} anomalies after the first sample; expected an earlier one`,
    );
  const lengths = createLengths(context.key);
  let turn = 0;
  let begin = 0;
  let normal = lengths(0, gap);
  let total = normal + lengths(1, length);
  return (out, from) => {
    if (from < begin) [turn, begin, normal, total] = [0, 0, lengths(0, gap), lengths(0, gap) + lengths(1, length)];
    for (let i = 0; i < out.length; i++) {
      while (from + i >= begin + total) {
        turn++;
        begin += total;
        normal = lengths(2 * turn, gap);
        total = normal + lengths(2 * turn + 1, length);
      }
      out[i] = from + i >= begin + normal ? 1 : 0;
    }
  };
}

/** The n-th length, drawn evenly; a block of draws is kept. */
function createLengths(key: Key): (n: number, range: readonly [number, number]) => number {
  const drawn = new Int32Array(BLOCK);
  let block = -1;
  return (n, [least, greatest]) => {
    const wanted = Math.floor(n / BLOCK);
    if (wanted !== block) words(drawn, key, wanted * BLOCK, BLOCK);
    block = wanted;
    return least + Math.floor(((drawn[n - wanted * BLOCK] >>> 0) / 4294967296) * (greatest - least + 1));
  };
}

/** The ranges of options by their names, refused where a least is above its greatest. */
export function runsOf(options: Record<string, number>, length: "duration" | "length", context: SeriesContext): Runs {
  const [min, max] = [`min_anomaly_${length}`, `max_anomaly_${length}`];
  ordered(options, "minimum_interval", "maximum_interval", context);
  ordered(options, min, max, context);
  return { gap: [options.minimum_interval, options.maximum_interval], length: [options[min], options[max]] };
}
