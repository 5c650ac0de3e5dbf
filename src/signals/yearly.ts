import { z } from "zod";
import { dateOf, daysOf } from "../core/instant.ts";
import { DAY, localDays } from "../core/local.ts";
import { cos2pi } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

/** Lowest and highest half a year apart, in the middle of January and of July: temperature north of the tropics. */
const USUAL = Array.from({ length: 73 }, (_, i) => 0.5 - 0.5 * cos2pi(i / 73 - 14 / 365));

export const yearly = defineSignal({
  type: "yearly",
  summary: "Adds a profile of the local calendar year, low in January and high in July unless given.",
  options: z.strictObject({
    low: param.default(0).meta({ description: "Value where the profile is 0.", examples: [-2] }),
    high: param.default(1).meta({ description: "Value where the profile is 1.", examples: [22] }),
    profile: z
      .array(z.number())
      .min(1)
      .max(8784)
      .default(USUAL)
      .meta({
        description:
          "Equally spaced values from the first of January on; absent means low on 15 January, high on 15 July.",
        examples: [[1, 0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.1, 0.3, 0.5, 0.8, 1]],
      }),
    interpolation: z
      .enum(["linear", "step"])
      .default("linear")
      .meta({
        description: "linear: straight lines between the values; step: each holds until the next.",
        examples: ["step"],
      }),
  }),
  example: { low: -2, high: 22 },
  create(o, c) {
    const low = c.param(o.low, "low");
    const high = c.param(o.high, "high");
    const { profile } = o;
    const linear = o.interpolation === "linear";
    return {
      fill(out, block) {
        const base = low(block.entity);
        const span = high(block.entity) - base;
        localDays(c.grid, block, (from, to, day, midnight) => {
          const [year] = dateOf(day);
          const first = daysOf(year, 1, 1);
          const pace = profile.length / (daysOf(year + 1, 1, 1) - first);
          for (let i = from; i < to; i++) {
            const x = (day - first + (c.grid.timeOf(block.tick + i) - midnight) / DAY) * pace;
            const k = Math.floor(x);
            const next = profile[k + 1 < profile.length ? k + 1 : 0];
            out[i] += base + span * (linear ? profile[k] + (x - k) * (next - profile[k]) : profile[k]);
          }
        });
      },
    };
  },
});
