import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { amount } from "../core/severity.ts";

export const amplitude = defineEffect({
  type: "amplitude",
  summary: "Swings more, or less, around the metric's mean.",
  family: "collective",
  changes: "values",
  options: z.strictObject({
    by: amount(z.number().min(0))
      .default(2)
      .meta({
        description: "Times as far from the mean; [low, high] is drawn anew for each occurrence.",
        examples: [2, 0.2, [2, 4]],
      }),
  }),
  example: { by: 2 },
  create({ by }, { amount }) {
    const factor = amount(by, "by");
    return {
      apply(out, span) {
        const times = factor(span);
        for (let i = 0; i < span.ticks; i++) out[i] = span.mean + times * (out[i] - span.mean);
      },
    };
  },
});
