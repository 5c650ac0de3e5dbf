import { z } from "zod";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

export const sawtooth = defineSignal({
  type: "sawtooth",
  summary: "Adds a sawtooth: rises evenly from -amplitude to amplitude, then falls back at once.",
  options: z.strictObject(waveOptions),
  example: { period: "1h", amplitude: 10 },
  create(o, c) {
    const wave = createWave(o, c);
    return { fill: (out, block) => addWave(out, block, wave, (t) => 2 * t - 1) };
  },
});
