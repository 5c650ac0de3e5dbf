import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { amount } from "../core/severity.ts";
import { warp } from "./warp.ts";

export const stretched = defineEffect({
  type: "stretched",
  summary: "Draws the middle of its usual course out over the whole time.",
  family: "collective",
  changes: "values",
  exclusive: true,
  finite: true,
  options: z.strictObject({
    by: amount(z.number().min(1).max(100))
      .default(2)
      .meta({
        description: "Times as long; [low, high] is drawn anew for each occurrence.",
        examples: [2, [1.5, 4]],
      }),
  }),
  example: { by: 2 },
  create({ by }, { amount }) {
    const length = amount(by, "by");
    // around a half tick, so that no tick stays where it is
    const middle = ({ first, last }: { first: number; last: number }) => Math.floor((first + last) / 2) + 0.5;
    return { apply: (out, span) => warp(out, span, middle(span), 1 / length(span)) };
  },
});
