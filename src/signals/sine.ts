import { z } from "zod";
import { sin2pi } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

export const sine = defineSignal({
  type: "sine",
  summary: "Adds a sine wave: 0 and rising at the origin.",
  options: z.strictObject(waveOptions),
  example: { period: "1h", amplitude: 10 },
  create(o, c) {
    const wave = createWave(o, c);
    return { fill: (out, block) => addWave(out, block, wave, sin2pi) };
  },
});
