import { z } from "zod";
import { defineEffect, type Span } from "../core/effect.ts";
import { spread } from "../core/severity.ts";

export const localExtremum = defineEffect({
  type: "local-extremum",
  summary: "Goes beyond the values just before and after it, to where it may well be at another time.",
  family: "contextual",
  changes: "values",
  exclusive: true,
  finite: true,
  options: z.strictObject({
    by: spread.default({ sigmas: 1 }).meta({
      description: "How far beyond its neighbours.",
      examples: [{ sigmas: 1 }, 5],
    }),
    neighbours: z
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .meta({ description: "Ticks on each side that it goes beyond.", examples: [20] }),
    direction: z
      .enum(["up", "down", "inward"])
      .default("inward")
      .meta({
        description: "Which way; inward is towards the metric's mean, where the value stays in its usual range.",
        examples: ["inward"],
      }),
  }),
  example: { by: { sigmas: 1 }, neighbours: 20 },
  create({ by, neighbours, direction }, { severity }) {
    const beyond = severity(by, "by");
    const target = (span: Span): number => {
      const around = [...span.series(span.first - neighbours, neighbours), ...span.series(span.last, neighbours)];
      const low = Math.min(...around);
      const high = Math.max(...around);
      const up = direction === "inward" ? low + high < 2 * span.mean : direction === "up";
      return up ? high + beyond(span) : low - beyond(span);
    };
    return {
      apply: (out, span) => void out.fill(target(span), 0, span.ticks),
      severity: (span) => (span.last - span.first === 1 ? target(span) - span.series(span.first, 1)[0] : undefined),
    };
  },
});
