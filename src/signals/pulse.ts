import { z } from "zod";
import { duration, milliseconds, positiveDuration } from "../core/duration.ts";
import { defineSignal } from "../core/signal.ts";
import { addWave, createWave, waveOptions } from "../core/wave.ts";

const edge = duration.default("0s");

export const pulse = defineSignal({
  type: "pulse",
  summary: "Adds a pulse at the start of each cycle: up to amplitude and back to 0, at once or by straight edges.",
  options: z.strictObject({
    ...waveOptions,
    width: positiveDuration.meta({ description: "Time at amplitude.", examples: ["5m"] }),
    rise: edge.meta({ description: "Time from 0 to amplitude, before `width`.", examples: ["30s"] }),
    fall: edge.meta({ description: "Time from amplitude to 0, after `width`.", examples: ["2m"] }),
  }),
  example: { period: "1h", amplitude: 10, width: "5m", rise: "1m", fall: "10m" },
  create(o, c) {
    const wave = createWave(o, c);
    const [rise, width, fall] = [o.rise, o.width, o.fall].map(milliseconds);
    const length = rise + width + fall;
    if (length > wave.period)
      c.fail(["width"], `found ${o.width}, with its edges longer than the period of ${o.period}; expected it to fit`);
    const top = rise / wave.period;
    const bend = (rise + width) / wave.period;
    const end = length / wave.period;
    const shape = (t: number) => {
      if (t < top) return t / top;
      return t < bend ? 1 : t < end ? (end - t) / (end - bend) : 0;
    };
    return { fill: (out, block) => addWave(out, block, wave, shape) };
  },
});
