import { z } from "zod";
import { sin2pi } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

export const cosine = defineSignal({
  type: "cosine",
  summary: "Adds a cosine wave: at its crest at the origin.",
  options: z.strictObject(waveOptions),
  example: { period: "1h", amplitude: 10 },
  create(o, c) {
    const wave = createWave(o, c);
    return { fill: (out, block) => addWave(out, block, wave, (t) => sin2pi(t + 0.25)) };
  },
});
