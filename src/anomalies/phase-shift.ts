import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { defineEffect } from "../core/effect.ts";

export const phaseShift = defineEffect({
  type: "phase-shift",
  summary: "Keeps its course, but earlier or later than it should be.",
  family: "collective",
  changes: "values",
  exclusive: true,
  options: z.strictObject({
    by: positiveDuration
      .default("3h")
      .meta({ description: "How much; an interval at least.", examples: ["3h", "20m"] }),
    direction: z
      .enum(["earlier", "later"])
      .default("later")
      .meta({ description: "Which way it is moved.", examples: ["earlier"] }),
  }),
  example: { by: "3h" },
  create({ by, direction }, { grid, fail }) {
    const ticks = Math.floor(milliseconds(by) / grid.interval + 0.5);
    if (ticks === 0) fail(["by"], `found ${by}, less than half the scenario's interval; expected a shift that shows`);
    const shift = direction === "later" ? -ticks : ticks;
    return { apply: (out, span) => void out.set(span.series(span.tick + shift, span.ticks)) };
  },
});
