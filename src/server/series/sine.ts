import { z } from "zod";
import { sin2pi } from "../../core/numeric.ts";
import { defineSeries } from "./series.ts";
import { sinusoidOptions, turn } from "./turn.ts";

export const sine = defineSeries({
  type: "sine",
  family: "wave",
  summary:
    "A sine wave: amplitude * sin(2 pi * frequency * n / sample_rate + phase). With compat=1 the phase is in radians.",
  options: z.strictObject(sinusoidOptions),
  example: {},
  create(o, { compat }) {
    const lead = compat ? o.phase / (2 * Math.PI) : o.phase / 360;
    return {
      fill(values, _, from) {
        for (let i = 0; i < values.length; i++) values[i] = o.amplitude * sin2pi(turn(o, from + i, lead));
      },
    };
  },
});
