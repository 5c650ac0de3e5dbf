import { z } from "zod";
import { nonnegative, within } from "../core/limits.ts";
import { log, power } from "../core/numeric.ts";
import { uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const weibull = defineSignal({
  type: "weibull",
  summary: "Adds independent Weibull values, such as wind speeds and times to failure.",
  options: z.strictObject({
    shape: within(0.1, 1000).meta({
      description: "Below 1 mostly small and now and then large, 1 exponential, 2 wind, above 3 a hump.",
      examples: [2],
    }),
    scale: nonnegative.default(1).meta({ description: "The value that 63.2 % are below.", examples: [7.5] }),
  }),
  example: { shape: 2, scale: 7.5 },
  create(o, c) {
    const shape = c.param(o.shape, "shape");
    const scale = c.param(o.scale, "scale");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const exponent = 1 / shape(entity);
        const size = scale(entity);
        for (let i = 0; i < ticks; i++) out[i] += size * power(-log(1 - uniform(key, tick + i)), exponent);
      },
    };
  },
});
