import { z } from "zod";
import { dayMatcher, dayRule } from "../core/day-rule.ts";
import { localDays } from "../core/local.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const holidays = defineSignal({
  type: "holidays",
  summary: "On the local days listed, multiplies values by a factor, then adds an offset.",
  options: z.strictObject({
    days: z
      .array(dayRule)
      .min(1)
      .max(1000)
      .meta({
        description:
          "Dates (2024-12-25), days of every year (12-25) and days counted from Easter Sunday (easter-2 is Good Friday).",
        examples: [["01-01", "easter-2", "easter+1", "12-25", "12-26", "2024-06-03"]],
      }),
    by: param.default(1).meta({ description: "The factor.", examples: [0.4] }),
    offset: param.default(0).meta({ description: "What is added.", examples: [-20] }),
  }),
  example: { days: ["01-01", "easter-2", "easter+1", "12-25", "12-26"], by: 0.4 },
  create(o, c) {
    const by = c.param(o.by, "by");
    const offset = c.param(o.offset, "offset");
    const isHoliday = dayMatcher(o.days);
    return {
      fill(out, block) {
        const factor = by(block.entity);
        const added = offset(block.entity);
        localDays(c.grid, block, (from, to, day) => {
          if (isHoliday(day)) for (let i = from; i < to; i++) out[i] = out[i] * factor + added;
        });
      },
    };
  },
});
