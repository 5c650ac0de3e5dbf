import { z } from "zod";
import { poisson } from "../core/arrivals.ts";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { fork, uniform } from "../core/random.ts";
import { meanGap, rate } from "../core/rate.ts";
import { defineSchedule, type Window } from "../core/schedule.ts";

const SHORTEST_GAP = 1;

export const random = defineSchedule({
  type: "random",
  summary: "Windows at random moments, independent of one another (a Poisson process); they may overlap.",
  options: z.strictObject({
    rate,
    length: z.union([positiveDuration, z.tuple([positiveDuration, positiveDuration])]).meta({
      description: "How long each lasts, or [least, greatest] to draw it evenly between.",
      examples: ["6h", ["5m", "2h"]],
    }),
  }),
  example: { rate: "2/30d", length: ["5m", "2h"] },
  create(o, c) {
    const [least, greatest] = (typeof o.length === "string" ? [o.length, o.length] : o.length).map(milliseconds);
    if (least > greatest)
      c.fail(["length"], `found [${o.length}], the least above the greatest; expected [least, greatest]`);
    // time is cut into slots that hold one window on average, and each slot draws its own
    const slot = meanGap(o.rate);
    if (slot < SHORTEST_GAP) c.fail(["rate"], `found ${o.rate}, more than one a millisecond; expected fewer`);
    return {
      windows({ key }, from, to, visit) {
        if (slot === Infinity) return;
        const { origin } = c.grid;
        // a start is cut to whole ms: one drawn just past the end may fall before it
        const last = Math.floor((to - origin) / slot);
        for (let n = Math.floor((from - greatest - origin) / slot); n <= last; n++) {
          const own = fork(key, n);
          const count = poisson(uniform(own, 0), 1);
          const found: Window[] = [];
          for (let i = 0; i < count; i++) {
            const each = fork(own, i + 1);
            const start = origin + Math.floor((n + uniform(each, 0)) * slot);
            const end = start + least + Math.floor(uniform(each, 1) * (greatest - least + 1));
            if (start < to && end > from) found.push({ id: `${n}.${i}`, start, end, key: fork(each, 2) });
          }
          found.sort((x, y) => x.start - y.start).forEach(visit);
        }
      },
    };
  },
});
