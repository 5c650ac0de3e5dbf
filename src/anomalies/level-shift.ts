import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";

export const levelShift = defineEffect({
  type: "level-shift",
  summary: "Moves the level up or down for as long as it lasts.",
  family: "collective",
  changes: "values",
  options: z.strictObject({
    by: severity.default({ sigmas: 4 }).meta({
      description: "How far the level moves; below 0 it sinks.",
      examples: [{ sigmas: 4 }, -20],
    }),
  }),
  example: { by: { sigmas: 4 } },
  create({ by }, { severity }) {
    const shift = severity(by, "by");
    return {
      apply(out, span) {
        const size = shift(span);
        for (let i = 0; i < span.ticks; i++) out[i] += size;
      },
      severity: shift,
    };
  },
});
