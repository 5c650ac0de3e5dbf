import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";

export const bias = defineEffect({
  type: "bias",
  summary: "Reads too high or too low by a fixed amount.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    by: severity
      .default({ sigmas: 1 })
      .meta({ description: "How much too high; below 0 too low.", examples: [{ sigmas: 1 }, -0.5] }),
  }),
  example: { by: { sigmas: 1 } },
  create({ by }, { severity }) {
    const size = severity(by, "by");
    return {
      apply(out, span) {
        const off = size(span);
        for (let i = 0; i < span.ticks; i++) out[i] += off;
      },
      severity: size,
    };
  },
});
