import { z } from "zod";
import { share } from "../core/limits.ts";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

export const square = defineSignal({
  type: "square",
  summary: "Adds a square wave: amplitude for the first part of each cycle, -amplitude for the rest.",
  options: z.strictObject({
    ...waveOptions,
    duty: share.default(0.5).meta({ description: "Part of the cycle that is high.", examples: [0.25] }),
  }),
  example: { period: "1h", amplitude: 10, duty: 0.25 },
  create(o, c) {
    const wave = createWave(o, c);
    const duty = c.param(o.duty, "duty");
    return {
      fill(out, block) {
        const end = duty(block.entity);
        addWave(out, block, wave, (t) => (t < end ? 1 : -1));
      },
    };
  },
});
