import { z } from "zod";
import { milliseconds, positiveDuration } from "./duration.ts";
import { param } from "./param.ts";
import type { Block, SignalContext } from "./signal.ts";

/** Options that every periodic signal has. */
export const waveOptions = {
  period: positiveDuration.meta({ description: "Time of one cycle.", examples: ["1h", "1d"] }),
  amplitude: param.default(1).meta({ description: "Greatest distance from 0.", examples: [5] }),
  phase: param
    .default(0)
    .meta({ description: "Shift in degrees: at 90 the wave begins a quarter of a cycle ahead.", examples: [90] }),
};

/** What a periodic signal computes with. Times in ms, `lead` in turns. */
export interface Wave {
  interval: number;
  period: number;
  amplitude(entity: number): number;
  lead(entity: number): number;
}

const options = z.strictObject(waveOptions);

/** Resolves the options that all waves share. */
export function createWave(o: z.output<typeof options>, c: SignalContext): Wave {
  const phase = c.param(o.phase, "phase");
  return {
    interval: c.grid.interval,
    period: milliseconds(o.period),
    amplitude: c.param(o.amplitude, "amplitude"),
    lead: (entity) => phase(entity) / 360,
  };
}

/**
 * The part of a cycle, in [0, 1), passed at `elapsed` ms. Whole cycles are removed before the division, exactly for
 * whole milliseconds below 2^53, so that a wave is as accurate after a century as on its first day.
 */
function turn(elapsed: number, period: number, lead: number): number {
  const t = (elapsed - Math.floor(elapsed / period) * period) / period + lead;
  return t - Math.floor(t);
}

/** Adds amplitude * shape(t), t the part of a cycle passed, at every tick of a block. */
export function addWave(out: Float64Array, block: Block, wave: Wave, shape: (t: number) => number): void {
  const amplitude = wave.amplitude(block.entity);
  const lead = wave.lead(block.entity);
  for (let i = 0; i < block.ticks; i++)
    out[i] += amplitude * shape(turn((block.tick + i) * wave.interval, wave.period, lead));
}
