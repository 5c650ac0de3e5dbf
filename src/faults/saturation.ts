import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { param } from "../core/param.ts";

export const saturation = defineEffect({
  type: "saturation",
  summary: "Reads no further than the end of its range.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    max: param.optional().meta({
      description: "Highest reading. Absent, and without min: half a standard deviation above the mean.",
      examples: [100],
    }),
    min: param.optional().meta({ description: "Lowest reading. Absent: none.", examples: [0] }),
  }),
  example: { max: 100 },
  create({ max, min }, { param, fail }) {
    if (typeof max === "number" && typeof min === "number" && min > max)
      fail(["min"], `found min ${min} above max ${max}`);
    const highest = max === undefined ? undefined : param(max, "max");
    const lowest = min === undefined ? undefined : param(min, "min");
    return {
      apply(out, span) {
        const usual = lowest ? Infinity : span.mean + span.deviation / 2;
        const top = highest ? highest(span.entity) : usual;
        const bottom = lowest ? lowest(span.entity) : -Infinity;
        for (let i = 0; i < span.ticks; i++) out[i] = Math.max(bottom, Math.min(top, out[i]));
      },
    };
  },
});
