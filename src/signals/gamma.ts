import { z } from "zod";
import { gammaExcess, gammaOf } from "../core/gamma.ts";
import { nonnegative, within } from "../core/limits.ts";
import { exp } from "../core/numeric.ts";
import { fork } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const gamma = defineSignal({
  type: "gamma",
  summary: "Adds independent gamma values: positive and skewed, such as rainfall and waiting times.",
  options: z.strictObject({
    shape: within(0.01, 1e6).meta({
      description: "Below 1 mostly near 0, 1 exponential, large nearly normal.",
      examples: [2],
    }),
    scale: nonnegative.default(1).meta({ description: "The mean is shape times scale.", examples: [15] }),
  }),
  example: { shape: 2, scale: 15 },
  create(o, c) {
    const shape = c.param(o.shape, "shape");
    const scale = c.param(o.scale, "scale");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const k = shape(entity);
        const size = scale(entity);
        for (let i = 0; i < ticks; i++) {
          const own = fork(key, tick + i);
          out[i] += size * gammaOf(own, 0, k) * exp(gammaExcess(own, 0, k));
        }
      },
    };
  },
});
