import { z } from "zod";
import { DAY, localDays } from "../core/local.ts";
import { openingHours, readOpeningHours } from "../core/opening-hours.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const businessHours = defineSignal({
  type: "business-hours",
  summary: "Adds one value during opening hours and another outside, by the local clock.",
  options: z.strictObject({
    value: param.default(1).meta({ description: "Added while open.", examples: [40] }),
    otherwise: param.default(0).meta({ description: "Added while closed.", examples: [5] }),
    ...openingHours,
  }),
  example: { value: 40, otherwise: 5, from: "09:00", to: "17:30" },
  create(o, c) {
    const value = c.param(o.value, "value");
    const otherwise = c.param(o.otherwise, "otherwise");
    const { opens, closes, opensOn } = readOpeningHours(o, c.fail);
    return {
      fill(out, block) {
        const open = value(block.entity);
        const closed = otherwise(block.entity);
        localDays(c.grid, block, (from, to, day, midnight) => {
          const until = opensOn(day) ? closes : opens;
          const morning = opensOn(day - 1) ? closes - DAY : 0;
          for (let i = from; i < to; i++) {
            const time = c.grid.timeOf(block.tick + i) - midnight;
            out[i] += time < morning || (time >= opens && time < until) ? open : closed;
          }
        });
      },
    };
  },
});
