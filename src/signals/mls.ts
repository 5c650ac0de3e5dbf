import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

/** Taps beside `bits` of shift registers that run through all states, for 2 bits on: Xilinx XAPP 052 (Alfke 1996). */
const TAPS: readonly (readonly number[])[] = [
  [1],
  [2],
  [3],
  [3],
  [5],
  [6],
  [6, 5, 4],
  [5],
  [7],
  [9],
  [6, 4, 1],
  [4, 3, 1],
  [5, 3, 1],
  [14],
  [15, 13, 4],
  [14],
  [11],
  [6, 2, 1],
  [17],
];

/** The 2^bits - 1 values of a sequence, 1 or -1: each is the product of those that its taps are before it. */
function sequence(bits: number): Int8Array {
  const values = new Int8Array((1 << bits) - 1).fill(-1, 0, bits);
  for (let k = bits; k < values.length; k++)
    values[k] = TAPS[bits - 2].reduce((product, tap) => product * values[k - tap], values[k - bits]);
  return values;
}

export const mls = defineSignal({
  type: "mls",
  summary: "Adds a maximum-length sequence: amplitude or -amplitude in an order that looks random and repeats.",
  options: z.strictObject({
    bits: z
      .int()
      .min(2)
      .max(20)
      .meta({ description: "The sequence has 2^bits - 1 values.", examples: [7] }),
    step: positiveDuration.meta({ description: "Time of each value.", examples: ["1m"] }),
    amplitude: param.default(1).meta({ description: "Greatest distance from 0.", examples: [5] }),
    phase: param
      .default(0)
      .meta({ description: "Shift in degrees of the whole sequence, in full steps.", examples: [90] }),
  }),
  example: { bits: 7, step: "1m", amplitude: 5 },
  create(o, c) {
    const values = sequence(o.bits);
    const step = milliseconds(o.step);
    const amplitude = c.param(o.amplitude, "amplitude");
    const phase = c.param(o.phase, "phase");
    return {
      fill(out, { entity, tick, ticks }) {
        const height = amplitude(entity);
        const lead = Math.floor((phase(entity) / 360) * values.length);
        for (let i = 0; i < ticks; i++) {
          const k = Math.floor(((tick + i) * c.grid.interval) / step) + lead;
          out[i] += height * values[k - Math.floor(k / values.length) * values.length];
        }
      },
    };
  },
});
