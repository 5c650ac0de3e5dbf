import { z } from "zod";
import { sin2pi } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

/** The Dirichlet kernel over 2n + 1: the mean of 1 and of n cosines twice, 1 + 2 cos(x) + ... + 2 cos(nx). */
export const dirichlet = defineSignal({
  type: "dirichlet",
  summary: "Adds the Dirichlet kernel: a peak of amplitude at the start of each cycle, with ripples on both sides.",
  options: z.strictObject({
    ...waveOptions,
    harmonics: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "Cosines in the sum: the more, the narrower the peak.", examples: [7] }),
  }),
  example: { period: "1h", amplitude: 10, harmonics: 7 },
  create(o, c) {
    const wave = createWave(o, c);
    const terms = 2 * o.harmonics + 1;
    const shape = (t: number) => (t === 0 ? 1 : sin2pi((terms * t) / 2) / (terms * sin2pi(t / 2)));
    return { fill: (out, block) => addWave(out, block, wave, shape) };
  },
});
