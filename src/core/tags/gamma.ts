import { z } from "zod";
import { gammaExcess, gammaOf } from "../gamma.ts";
import { exp } from "../numeric.ts";
import { defineTag } from "./definition.ts";
import { limited, limits } from "./number.ts";

/** Positive, skewed numbers. A shape of 1 is the exponential law, n / 2 with a scale of 2 chi-squared of freedom n. */
export const gamma = defineTag({
  type: "gamma",
  options: z.strictObject({
    gamma: z
      .tuple([z.number().min(0.01).max(1e6), z.number().positive()])
      .meta({ description: "Shape and scale; the mean is their product.", examples: [[2, 15]] }),
    ...limits,
  }),
  create({ gamma: [shape, scale], ...limits }, scope) {
    // beyond this lies less than one of 10^17 values, for any shape
    const furthest = scale * (shape + 12 * Math.sqrt(shape) + 40);
    return limited(scope, "gamma", furthest, limits, (key) => {
      const value = scale * gammaOf(key, 0, shape) * exp(gammaExcess(key, 0, shape));
      return Math.min(value, furthest);
    });
  },
});
