import { z } from "zod";
import { length, lengthOf } from "../core/length.ts";
import { fork } from "../core/random.ts";
import { rate } from "../core/rate.ts";
import { defineSchedule } from "../core/schedule.ts";
import { meanGapOf, visitPoisson } from "./poisson.ts";

export const random = defineSchedule({
  type: "random",
  summary: "Windows at random moments, independent of one another (a Poisson process); they may overlap.",
  options: z.strictObject({ rate, length }),
  example: { rate: "2/30d", length: ["5m", "2h"] },
  create(o, c) {
    const { greatest, draw } = lengthOf(o.length, c);
    const gap = meanGapOf(o.rate, greatest, c);
    const { origin } = c.grid;
    return {
      windows({ key }, from, to, visit) {
        visitPoisson(key, gap, from - greatest - origin, to - origin, (at, own, id) => {
          const start = origin + at;
          const end = start + draw(own);
          if (start < to && end > from) visit({ id, start, end, key: fork(own, 2) });
        });
      },
      expected(_entity, from, to) {
        const mean = (to - from) / gap;
        return { mean, variance: mean };
      },
    };
  },
});
