import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { amount } from "../core/severity.ts";
import { warp } from "./warp.ts";

export const frequency = defineEffect({
  type: "frequency",
  summary: "Runs on faster, or slower, than it should from where it begins.",
  family: "collective",
  changes: "values",
  exclusive: true,
  options: z.strictObject({
    by: amount(z.number().min(0.01).max(100))
      .default(3)
      .meta({
        description: "Times as fast; [low, high] is drawn anew for each occurrence.",
        examples: [3, [2, 5], 0.5],
      }),
  }),
  example: { by: 3 },
  create({ by }, { amount }) {
    const speed = amount(by, "by");
    return { apply: (out, span) => warp(out, span, span.first - 1, speed(span)) };
  },
});
