import { z } from "zod";
import { sin2pi } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";
import { createWave, turn, waveOptions } from "../core/wave.ts";

export const cosine = defineSignal({
  type: "cosine",
  summary: "Adds a cosine wave: at its crest at the origin.",
  options: z.strictObject(waveOptions),
  example: { period: "1h", amplitude: 10 },
  create(o, c) {
    const wave = createWave(o, c);
    return {
      fill(out, block) {
        const amplitude = wave.amplitude(block.entity);
        const lead = wave.lead(block.entity);
        for (let i = 0; i < block.ticks; i++) {
          const t = turn((block.tick + i) * wave.interval, wave.period, lead);
          out[i] += amplitude * sin2pi(t + 0.25);
        }
      },
    };
  },
});
