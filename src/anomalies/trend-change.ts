import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";

export const trendChange = defineEffect({
  type: "trend-change",
  summary: "Drifts away steadily for as long as it lasts.",
  family: "collective",
  changes: "values",
  finite: true,
  options: z.strictObject({
    by: severity.default({ sigmas: 4 }).meta({
      description: "How far it has drifted at the last tick; below 0 it sinks.",
      examples: [{ sigmas: 4 }, -10],
    }),
  }),
  example: { by: { sigmas: 4 } },
  create({ by }, { severity }) {
    const size = severity(by, "by");
    return {
      apply(out, span) {
        const most = size(span);
        for (let i = 0; i < span.ticks; i++)
          out[i] += (most * (span.tick + i + 1 - span.first)) / (span.last - span.first);
      },
      severity: size,
    };
  },
});
