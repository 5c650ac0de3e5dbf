import { z } from "zod";
import { defineSeries, level } from "./series.ts";
import { angle, turn, waveOptions } from "./turn.ts";

export const sawtooth = defineSeries({
  type: "sawtooth",
  family: "wave",
  summary: "A sawtooth: rises from 0 to amplitude in each cycle. With compat=1 cycles are 2 pi times as frequent.",
  options: z.strictObject({
    amplitude: level.default(1).meta({ description: "Where it falls back to 0.", examples: [1] }),
    ...waveOptions,
  }),
  example: {},
  create(o, { compat }) {
    const part = (x: number) => x - Math.floor(x);
    const at = compat ? (n: number) => part(angle(o, n)) : (n: number) => turn(o, n);
    return {
      fill(values, _, from) {
        for (let i = 0; i < values.length; i++) values[i] = o.amplitude * at(from + i);
      },
    };
  },
});
