import { z } from "zod";
import { type CountLaw, countLaw, countOf, LARGEST_COUNT } from "../core/counts.ts";
import { within } from "../core/limits.ts";
import { uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const poisson = defineSignal({
  type: "poisson",
  summary: "Adds independent Poisson counts: how many rare and unrelated things happen in a tick.",
  options: z.strictObject({
    mean: within(0, LARGEST_COUNT).meta({ description: "Mean count of a tick.", examples: [4.5] }),
  }),
  example: { mean: 4.5 },
  create(o, c) {
    const mean = c.param(o.mean, "mean");
    let held = NaN;
    let law: CountLaw;
    return {
      fill(out, { entity, key, tick, ticks }) {
        const m = mean(entity);
        // entities mostly share a law: it is a function of the mean alone
        if (m !== held) law = countLaw(Math.floor(m), Infinity, (k) => m / (k + 1));
        held = m;
        for (let i = 0; i < ticks; i++) out[i] += countOf(law, uniform(key, tick + i));
      },
    };
  },
});
