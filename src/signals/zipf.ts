import { z } from "zod";
import { within } from "../core/limits.ts";
import { fork } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";
import { rank, ranks } from "../core/zipf.ts";

export const zipf = defineSignal({
  type: "zipf",
  summary: "Adds independent ranks, the second half as frequent as the first: which of many is busy.",
  options: z.strictObject({
    count: within(1, 1e12).meta({ description: "Number of ranks; a fraction of one is dropped.", examples: [1000] }),
    exponent: within(0.01, 20)
      .default(1)
      .meta({ description: "Rank k is k^exponent times rarer than the first.", examples: [1.1] }),
  }),
  example: { count: 1000, exponent: 1.1 },
  create(o, c) {
    const count = c.param(o.count, "count");
    const exponent = c.param(o.exponent, "exponent");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const law = ranks(Math.floor(count(entity)), exponent(entity));
        for (let i = 0; i < ticks; i++) out[i] += rank(fork(key, tick + i), law);
      },
    };
  },
});
