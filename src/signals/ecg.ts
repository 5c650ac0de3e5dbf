import { z } from "zod";
import { within } from "../core/limits.ts";
import { exp, sin2pi } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

/**
 * The waves P, Q, R, S and T of a beat, R at 0, from table 1 of McSharry et al., "A dynamical model for generating synthetic
 * electrocardiogram signals" (2003): angles and widths over 2 pi, heights a * b * b over that of R.
 */
const WAVES = [
  { at: -1 / 6, width: 0.25, height: 0.25 },
  { at: -1 / 24, width: 0.1, height: -1 / 6 },
  { at: 0, width: 0.1, height: 1 },
  { at: 1 / 24, width: 0.1, height: -0.25 },
  { at: 1 / 4, width: 0.4, height: 0.4 },
].map(({ at, width, height }) => ({ at, height, sharpness: 2 * (Math.PI / width) * (Math.PI / width) }));

/** Seconds of a breath: 15 a minute is usual, and not a whole number of the usual beats. */
const BREATH = 4.1;

/** The voltage at a part of a beat, in parts of R's. */
function beat(turns: number): number {
  let sum = 0;
  for (const { at, height, sharpness } of WAVES) {
    const d = turns - at - Math.floor(turns - at + 0.5);
    sum += height * exp(-sharpness * d * d);
  }
  return sum;
}

export const ecg = defineSignal({
  type: "ecg",
  summary:
    "Adds an electrocardiogram: beats of P, Q, R, S and T waves, faster on breathing in, for ticks of 20 ms or less.",
  options: z.strictObject({
    // mean time between beats 926 ms, standard deviation 50 ms in healthy adults at rest: Nunan et al. (2010)
    rate: within(30, 240)
      .default(65)
      .meta({ description: "Mean heart rate, beats a minute.", examples: [80] }),
    variability: within(0, 100)
      .default(50)
      .meta({ description: "Standard deviation of the time between beats, ms.", examples: [30] }),
    amplitude: param.default(1).meta({ description: "Height of R, in mV.", examples: [1.2] }),
  }),
  example: { rate: 80, variability: 30, amplitude: 1.2 },
  create(o, c) {
    const rate = c.param(o.rate, "rate");
    const variability = c.param(o.variability, "variability");
    const amplitude = c.param(o.amplitude, "amplitude");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const height = amplitude(entity);
        const length = 60 / rate(entity);
        // beats at t + sway * sin(2 pi t / BREATH) are apart by length and a sine of 2 sway sin(pi length / BREATH)
        const sway = (Math.SQRT1_2 * variability(entity)) / 1000 / sin2pi(length / BREATH / 2);
        const first = uniform(key, 0);
        const breath = uniform(key, 1);
        for (let i = 0; i < ticks; i++) {
          const elapsed = ((tick + i) * c.grid.interval) / 1000;
          const swayed = elapsed + sway * sin2pi(elapsed / BREATH + breath);
          out[i] += height * beat(swayed / length + first);
        }
      },
    };
  },
});
