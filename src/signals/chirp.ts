import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { sin2pi } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

export const chirp = defineSignal({
  type: "chirp",
  summary: "Adds a sine whose frequency goes evenly from one to another in each period, then starts again.",
  options: z.strictObject({
    ...waveOptions,
    from: positiveDuration.meta({ description: "Time of one swing at the start of a period.", examples: ["10m"] }),
    to: positiveDuration.meta({ description: "Time of one swing at the end of a period.", examples: ["2m"] }),
  }),
  example: { period: "2h", amplitude: 10, from: "20m", to: "4m" },
  create(o, c) {
    const wave = createWave(o, c);
    const first = wave.period / milliseconds(o.from);
    const gain = (wave.period / milliseconds(o.to) - first) / 2;
    return { fill: (out, block) => addWave(out, block, wave, (t) => sin2pi(t * (first + t * gain))) };
  },
});
