import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";

export const platform = defineEffect({
  type: "platform",
  summary: "Is a flat line at one level.",
  family: "collective",
  changes: "values",
  exclusive: true,
  options: z.strictObject({
    at: severity.default({ sigmas: [-1.5, 1.5] }).meta({
      description: "The level, in the metric's unit, or in standard deviations from its mean.",
      examples: [{ sigmas: [-1.5, 1.5] }, 0, [5, 10]],
    }),
  }),
  example: { at: { sigmas: [-1.5, 1.5] } },
  create({ at }, { level }) {
    const line = level(at, "at");
    return { apply: (out, span) => void out.fill(line(span), 0, span.ticks) };
  },
});
