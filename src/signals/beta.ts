import { z } from "zod";
import { GAMMA_DRAWS, gammaExcess, gammaOf } from "../core/gamma.ts";
import { ordered, within } from "../core/limits.ts";
import { exp } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { fork } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

const shape = within(0.01, 1e6);

/** 1 / (1 + Y / X) for gamma variables X and Y, each of which may be smaller than any number. */
export const beta = defineSignal({
  type: "beta",
  summary: "Adds independent beta values between min and max, such as shares, loads and scores.",
  options: z.strictObject({
    alpha: shape.meta({ description: "The larger beside beta, the nearer to max.", examples: [2] }),
    beta: shape.meta({
      description: "The larger beside alpha, the nearer to min; both below 1: mostly near the ends.",
      examples: [5],
    }),
    min: param.default(0).meta({ description: "Least value.", examples: [0] }),
    max: param.default(1).meta({ description: "Greatest value.", examples: [100] }),
  }),
  example: { alpha: 2, beta: 5, max: 100 },
  create(o, c) {
    ordered(o.min, o.max, c);
    const [alpha, beta] = [c.param(o.alpha, "alpha"), c.param(o.beta, "beta")];
    const [min, max] = [c.param(o.min, "min"), c.param(o.max, "max")];
    return {
      fill(out, { entity, key, tick, ticks }) {
        const [a, b] = [alpha(entity), beta(entity)];
        const least = min(entity);
        const span = max(entity) - least;
        for (let i = 0; i < ticks; i++) {
          const own = fork(key, tick + i);
          const ratio = gammaOf(own, GAMMA_DRAWS, b) / gammaOf(own, 0, a);
          out[i] += least + span / (1 + ratio * exp(gammaExcess(own, GAMMA_DRAWS, b) - gammaExcess(own, 0, a)));
        }
      },
    };
  },
});
