import { z } from "zod";
import { defineSeries } from "./series.ts";
import { angle, turn, waveOptions } from "./turn.ts";

export const square = defineSeries({
  type: "square",
  family: "wave",
  summary: "A square wave: 1 for the first half of each cycle, -1 for the second.",
  options: z.strictObject(waveOptions),
  example: {},
  create(o, { compat }) {
    const whole = 2 * Math.PI;
    // a remainder of an angle that was rounded: an edge may come a sample late
    const high = compat
      ? (n: number) => ((angle(o, n) % whole) + whole) % whole < Math.PI
      : (n: number) => turn(o, n) < 0.5;
    return {
      fill(values, _, from) {
        for (let i = 0; i < values.length; i++) values[i] = high(from + i) ? 1 : -1;
      },
    };
  },
});
