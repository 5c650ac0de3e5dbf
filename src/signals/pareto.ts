import { z } from "zod";
import { nonnegative, within } from "../core/limits.ts";
import { power } from "../core/numeric.ts";
import { uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const pareto = defineSignal({
  type: "pareto",
  summary: "Adds independent Pareto values: a least value and a heavy tail, such as sizes of files and bursts.",
  options: z.strictObject({
    min: nonnegative.default(1).meta({ description: "Least value.", examples: [64] }),
    shape: within(0.5, 1000).meta({
      description:
        "Doubling a value makes exceeding it 2^shape times rarer; at 1 and below there is no mean: clamp it.",
      examples: [1.2],
    }),
  }),
  example: { min: 64, shape: 1.2 },
  create(o, c) {
    const min = c.param(o.min, "min");
    const shape = c.param(o.shape, "shape");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const least = min(entity);
        const exponent = -1 / shape(entity);
        for (let i = 0; i < ticks; i++) out[i] += least * power(1 - uniform(key, tick + i), exponent);
      },
    };
  },
});
