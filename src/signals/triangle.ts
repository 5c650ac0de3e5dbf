import { z } from "zod";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

export const triangle = defineSignal({
  type: "triangle",
  summary: "Adds a triangle wave: 0 and rising at the origin, straight lines between crests and troughs.",
  options: z.strictObject(waveOptions),
  example: { period: "1h", amplitude: 10 },
  create(o, c) {
    const wave = createWave(o, c);
    return {
      fill: (out, block) => addWave(out, block, wave, (t) => 1 - Math.abs(4 * (t < 0.75 ? t + 0.25 : t - 0.75) - 2)),
    };
  },
});
