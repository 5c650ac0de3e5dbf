import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { defineEffect, type Span } from "../core/effect.ts";

/** Times of the cycle that are looked at. */
const TIMES = 24;

export const contextual = defineEffect({
  type: "contextual",
  summary: "Shows values that are usual, but at the time when they are expected least.",
  family: "contextual",
  changes: "values",
  exclusive: true,
  options: z.strictObject({
    within: positiveDuration.default("1d").meta({
      description: "The cycle in which that time is looked for, at 24 places after the occurrence's begin.",
      examples: ["1d", "7d"],
    }),
  }),
  example: { within: "1d" },
  create({ within }, { grid, fail }) {
    const cycle = Math.floor(milliseconds(within) / grid.interval);
    if (cycle < 2) fail(["within"], `found ${within}, less than two of the scenario's intervals; expected a cycle`);
    const lags = Array.from({ length: TIMES }, (_, k) => Math.ceil((k * cycle) / TIMES));
    const farthest = ({ first, series }: Span): number => {
      const there = lags.map((lag) => series(first + lag, 1)[0]);
      const off = there.map((value) => Math.abs(value - there[0]));
      return lags[off.indexOf(Math.max(...off))];
    };
    return { apply: (out, span) => void out.set(span.series(span.tick + farthest(span), span.ticks)) };
  },
});
