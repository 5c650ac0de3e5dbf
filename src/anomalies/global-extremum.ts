import { z } from "zod";
import { defineEffect, type Span } from "../core/effect.ts";
import { spread } from "../core/severity.ts";
import { direction, signOf } from "./direction.ts";

export const globalExtremum = defineEffect({
  type: "global-extremum",
  summary: "Goes where the metric never is, at any time.",
  family: "point",
  changes: "values",
  exclusive: true,
  options: z.strictObject({
    distance: spread.default({ sigmas: [6, 8] }).meta({
      description: "How far from the metric's mean.",
      examples: [{ sigmas: [6, 8] }, 500],
    }),
    direction: direction
      .default("either")
      .meta({ description: "On which side of the mean; either is drawn.", examples: ["up"] }),
  }),
  example: { distance: { sigmas: [6, 8] } },
  create({ distance, direction }, { severity }) {
    const size = severity(distance, "distance");
    const target = (span: Span) => span.mean + signOf(direction, span) * size(span);
    return {
      apply: (out, span) => void out.fill(target(span), 0, span.ticks),
      severity: (span) => (span.last - span.first === 1 ? target(span) - span.series(span.first, 1)[0] : undefined),
    };
  },
});
