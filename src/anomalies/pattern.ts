import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { defineEffect } from "../core/effect.ts";
import { sin2pi } from "../core/numeric.ts";
import { spread } from "../core/severity.ts";

/** Heights by the part of a cycle passed, from -1 to 1. */
const SHAPES = {
  sine: sin2pi,
  square: (t: number) => (t < 0.5 ? 1 : -1),
  sawtooth: (t: number) => 2 * t - 1,
  triangle: (t: number) => 1 - 4 * Math.abs(t - 0.5),
};

export const pattern = defineEffect({
  type: "pattern",
  summary: "Takes another shape than its own, around the metric's mean.",
  family: "collective",
  changes: "values",
  exclusive: true,
  options: z.strictObject({
    shape: z
      .enum(["sine", "square", "sawtooth", "triangle"])
      .default("square")
      .meta({ description: "The shape.", examples: ["sawtooth"] }),
    period: positiveDuration.default("1h").meta({ description: "Time of one cycle of it.", examples: ["1h"] }),
    height: spread.default({ sigmas: 1.5 }).meta({
      description: "Its greatest distance from the mean.",
      examples: [{ sigmas: 1.5 }, 20],
    }),
  }),
  example: { shape: "square", period: "1h" },
  create({ shape, period, height }, { grid, severity }) {
    const size = severity(height, "height");
    const at = SHAPES[shape];
    const length = milliseconds(period);
    return {
      apply(out, span) {
        const high = size(span);
        for (let i = 0; i < span.ticks; i++) {
          const turns = ((span.tick + i - span.first) * grid.interval) / length;
          out[i] = span.mean + high * at(turns - Math.floor(turns));
        }
      },
    };
  },
});
