import { z } from "zod";
import { poisson } from "../core/arrivals.ts";
import { uniform } from "../core/random.ts";
import { meanGap, rate } from "../core/rate.ts";
import { defineSignal } from "../core/signal.ts";

export const arrivals = defineSignal({
  type: "arrivals",
  summary:
    "Adds how many events arrive in each tick, at a rate per duration that may follow another metric (a Poisson process).",
  options: z.strictObject({
    rate,
    shape: z
      .string()
      .optional()
      .meta({
        description:
          "A metric that multiplies the rate at each tick, below 0 counting as 0; absent means a steady rate.",
        examples: ["traffic"],
      }),
  }),
  example: { rate: "90/1d" },
  create(o, c) {
    if (o.shape !== undefined) c.metric(o.shape);
    const mean = c.grid.interval / meanGap(o.rate);
    return {
      fill(out, block) {
        const shape = o.shape === undefined ? undefined : block.metric(o.shape);
        for (let i = 0; i < block.ticks; i++) {
          const expected = shape ? mean * Math.max(0, shape[i]) : mean;
          out[i] += poisson(uniform(block.key, block.tick + i), expected);
        }
      },
    };
  },
});
