import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";

const DAY = 86_400_000;

export const drift = defineEffect({
  type: "drift",
  summary: "Moves away from the true value at a steady rate, until it is calibrated again.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    perDay: severity
      .default({ sigmas: 0.5 })
      .meta({ description: "How far it moves in a day; below 0 it sinks.", examples: [{ sigmas: 0.5 }, 0.02] }),
  }),
  example: { perDay: { sigmas: 0.5 } },
  create({ perDay }, { grid, severity }) {
    const rate = severity(perDay, "perDay");
    return {
      apply(out, span) {
        const step = (rate(span) * grid.interval) / DAY;
        for (let i = 0; i < span.ticks; i++) out[i] += step * (span.tick + i - span.first + 1);
      },
    };
  },
});
