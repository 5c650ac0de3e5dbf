import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";
import { direction, signOf } from "./direction.ts";

export const spike = defineEffect({
  type: "spike",
  summary: "Throws single values off, each tick by a size of its own.",
  family: "point",
  changes: "values",
  options: z.strictObject({
    by: severity.default({ sigmas: [4, 8] }).meta({
      description: "How far; [low, high] is drawn anew for each tick.",
      examples: [{ sigmas: [4, 8] }, 50],
    }),
    direction: direction.default("up").meta({ description: "Which way; either is drawn too.", examples: ["either"] }),
  }),
  example: { by: { sigmas: [4, 8] }, direction: "either" },
  create({ by, direction }, { severity }) {
    const size = severity(by, "by");
    return {
      apply(out, span) {
        for (let i = 0; i < span.ticks; i++) {
          const n = span.tick + i - span.first;
          out[i] += signOf(direction, span, n) * size(span, n);
        }
      },
      severity: (span) => (span.last - span.first === 1 ? signOf(direction, span) * size(span) : undefined),
    };
  },
});
