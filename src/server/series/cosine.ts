import { z } from "zod";
import { sin2pi } from "../../core/numeric.ts";
import { defineSeries } from "./series.ts";
import { sinusoidOptions, turn } from "./turn.ts";

export const cosine = defineSeries({
  type: "cosine",
  family: "wave",
  summary:
    "A cosine wave: amplitude * cos(2 pi * frequency * n / sample_rate + phase). With compat=1 the phase is ignored.",
  options: z.strictObject(sinusoidOptions),
  example: {},
  create(o, { compat }) {
    const lead = 0.25 + (compat ? 0 : o.phase / 360);
    return {
      fill(values, _, from) {
        for (let i = 0; i < values.length; i++) values[i] = o.amplitude * sin2pi(turn(o, from + i, lead));
      },
    };
  },
});
