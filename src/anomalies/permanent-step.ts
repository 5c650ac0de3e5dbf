import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";

export const permanentStep = defineEffect({
  type: "permanent-step",
  summary: "Moves the level for good: something was added, or deleted.",
  family: "collective",
  changes: "values",
  permanent: true,
  options: z.strictObject({
    by: severity.default({ sigmas: 3 }).meta({
      description: "How far the level moves; below 0 it sinks.",
      examples: [{ sigmas: 3 }, -200],
    }),
  }),
  example: { by: { sigmas: 3 } },
  create({ by }, { severity }) {
    const step = severity(by, "by");
    return {
      apply(out, span) {
        const size = step(span);
        for (let i = 0; i < span.ticks; i++) out[i] += size;
      },
      severity: step,
    };
  },
});
