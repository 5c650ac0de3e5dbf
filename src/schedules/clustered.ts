import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { length, lengthOf } from "../core/length.ts";
import { fork, integer, uniform } from "../core/random.ts";
import { rate } from "../core/rate.ts";
import { defineSchedule, type Window } from "../core/schedule.ts";
import { meanGapOf, visitPoisson } from "./poisson.ts";

const count = z.int().min(1).max(10_000);

/** Source: B. Matérn, Spatial Variation, 1960, section 3.6: clusters by a Poisson process, members evenly around. */
export const clustered = defineSchedule({
  type: "clustered",
  summary: "Several windows close together, at random moments (a Poisson process of clusters); they may overlap.",
  options: z.strictObject({
    rate: rate.meta({ description: "How often a cluster begins, on average: a count per duration." }),
    count: z.union([count, z.tuple([count, count])]).meta({
      description: "Windows of a cluster, or [least, greatest] to draw how many evenly between.",
      examples: [[3, 8], 5],
    }),
    within: positiveDuration.meta({
      description: "Time within which the windows of a cluster begin, each at random.",
      examples: ["2h"],
    }),
    length,
  }),
  example: { rate: "1/7d", count: [3, 8], within: "2h", length: ["1m", "10m"] },
  create(o, c) {
    const [fewest, most] = typeof o.count === "number" ? [o.count, o.count] : o.count;
    if (fewest > most)
      c.fail(["count"], `found [${o.count}], the least above the greatest; expected [least, greatest]`);
    const within = milliseconds(o.within);
    const { greatest, draw } = lengthOf(o.length, c);
    const reach = within + greatest;
    const gap = meanGapOf(o.rate, reach * most, c);
    const { origin } = c.grid;
    return {
      windows({ key }, from, to, visit) {
        const found: Window[] = [];
        visitPoisson(key, gap, from - reach - origin, to - origin, (at, cluster, id) => {
          const count = fewest + integer(cluster, 1, most - fewest + 1);
          for (let i = 0; i < count; i++) {
            const own = fork(cluster, i + 2);
            const start = origin + at + Math.floor(uniform(own, 0) * within);
            const end = start + draw(own);
            if (start < to && end > from) found.push({ id: `${id}.${i}`, start, end, key: fork(own, 2) });
          }
        });
        found.sort((x, y) => x.start - y.start).forEach(visit);
      },
      expected(_entity, from, to) {
        const clusters = (to - from) / gap;
        const size = (fewest + most) / 2;
        // even between the two: the variance of a whole number from fewest to most
        const square = size * size + ((most - fewest + 1) * (most - fewest + 1) - 1) / 12;
        return { mean: clusters * size, variance: clusters * square };
      },
    };
  },
});
