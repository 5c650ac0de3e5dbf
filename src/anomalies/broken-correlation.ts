import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { defineEffect } from "../core/effect.ts";
import { derive, integer } from "../core/random.ts";

/** Cycles ahead that another course may be taken from. */
const CYCLES = 8;

export const brokenCorrelation = defineEffect({
  type: "broken-correlation",
  summary: "Takes a course of its own that is usual in itself, but no longer goes with the other metrics.",
  family: "contextual",
  changes: "values",
  exclusive: true,
  options: z.strictObject({
    course: z
      .enum(["other", "inverted"])
      .default("other")
      .meta({
        description: "Its own course one to eight cycles later, drawn for each occurrence; or mirrored at its mean.",
        examples: ["other", "inverted"],
      }),
    cycle: positiveDuration.default("7d").meta({
      description: "The cycle after which its usual course repeats, such as a day or a week.",
      examples: ["7d", "1d"],
    }),
  }),
  example: { course: "other", cycle: "7d" },
  create({ course, cycle }, { grid }) {
    const ticks = Math.ceil(milliseconds(cycle) / grid.interval);
    return {
      apply(out, span) {
        if (course === "inverted") {
          const now = span.series(span.tick, span.ticks);
          for (let i = 0; i < span.ticks; i++) out[i] = 2 * span.mean - now[i];
        } else {
          const later = ticks * (1 + integer(derive(span.key, "cycle"), 0, CYCLES));
          out.set(span.series(span.tick + later, span.ticks));
        }
      },
    };
  },
});
