import { z } from "zod";
import { level } from "./series.ts";

const frequency = z
  .number()
  .min(-1e6)
  .max(1e6)
  .meta({ description: "Cycles in `sample_rate` samples.", examples: [2] });

const rate = z
  .int()
  .min(1)
  .max(1e9)
  .meta({ description: "Samples in which there are `frequency` cycles.", examples: [100] });

/** What every wave can be asked. */
export const waveOptions = { frequency: frequency.default(2), sample_rate: rate.default(100) };

/** The same, with a height and a shift. */
export const sinusoidOptions = {
  amplitude: level.default(4).meta({ description: "Greatest distance from 0.", examples: [4] }),
  ...waveOptions,
  phase: z
    .number()
    .min(-1e6)
    .max(1e6)
    .default(0)
    .meta({ description: "Shift in degrees: at 90 the wave begins a quarter of a cycle ahead.", examples: [90] }),
};

interface Wave {
  frequency: number;
  sample_rate: number;
}

/** The part of a cycle, in [0, 1), that sample n stands at, `lead` turns ahead. Whole cycles are removed before the division. */
export function turn({ frequency, sample_rate }: Wave, n: number, lead = 0): number {
  const cycles = frequency * n;
  const t = (cycles - Math.floor(cycles / sample_rate) * sample_rate) / sample_rate + lead;
  return t - Math.floor(t);
}

/** The angle of sample n in radians, rounded as the other service rounds it. */
export function angle({ frequency, sample_rate }: Wave, n: number): number {
  return (2 * Math.PI * frequency * n) / sample_rate;
}
