import { z } from "zod";
import { nonnegative, within } from "../core/limits.ts";
import { cos2pi, expm1, log } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { fork, uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

/** Exact, from two uniforms: Bailey, "Polar generation of random variates with the t-distribution" (1994). */
export const studentT = defineSignal({
  type: "student-t",
  summary: "Adds independent Student t values: like normal ones, with far values that are more frequent.",
  options: z.strictObject({
    freedom: within(0.5, 1e6).meta({
      description: "Degrees of freedom: 30 nearly normal, 3 heavy tails, 1 and below without a mean: clamp it.",
      examples: [3],
    }),
    mean: param.default(0).meta({ description: "Centre.", examples: [230] }),
    scale: nonnegative
      .default(1)
      .meta({ description: "Factor of the spread; the standard deviation is larger, if there is one.", examples: [2] }),
  }),
  example: { freedom: 3, mean: 230, scale: 2 },
  create(o, c) {
    const freedom = c.param(o.freedom, "freedom");
    const mean = c.param(o.mean, "mean");
    const scale = c.param(o.scale, "scale");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const n = freedom(entity);
        const centre = mean(entity);
        const size = scale(entity);
        for (let i = 0; i < ticks; i++) {
          const own = fork(key, tick + i);
          const radius = Math.sqrt(n * expm1((-2 / n) * log(1 - uniform(own, 0))));
          out[i] += centre + size * radius * cos2pi(uniform(own, 1));
        }
      },
    };
  },
});
