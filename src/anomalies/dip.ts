import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { cos2pi } from "../core/numeric.ts";
import { amount } from "../core/severity.ts";

export const dip = defineEffect({
  type: "dip",
  summary: "Falls smoothly to a part of its value, lowest in the middle, and comes back.",
  family: "collective",
  changes: "values",
  finite: true,
  options: z.strictObject({
    depth: amount(z.number().min(0).max(1))
      .default(0.8)
      .meta({
        description: "Share of the value that is lost in the middle; [low, high] is drawn anew for each occurrence.",
        examples: [0.8, [0.5, 1]],
      }),
  }),
  example: { depth: 0.8 },
  create({ depth }, { amount }) {
    const lost = amount(depth, "depth");
    return {
      apply(out, span) {
        const most = lost(span);
        for (let i = 0; i < span.ticks; i++) {
          const passed = (span.tick + i - span.first + 0.5) / (span.last - span.first);
          out[i] *= 1 - (most * (1 - cos2pi(passed))) / 2;
        }
      },
    };
  },
});
