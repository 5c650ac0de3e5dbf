import { z } from "zod";
import { DAY, localRuns } from "../core/local.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

const WEEK = 7 * DAY;
/** 1970-01-05, the first Monday. */
const MONDAY = 4 * DAY;

export const weekly = defineSignal({
  type: "weekly",
  summary: "Adds a profile of the local week.",
  options: z.strictObject({
    low: param.default(0).meta({ description: "Value where the profile is 0.", examples: [20] }),
    high: param.default(1).meta({ description: "Value where the profile is 1.", examples: [80] }),
    profile: z
      .array(z.number())
      .min(1)
      .max(10_080)
      .meta({ description: "Equally spaced values from Monday 00:00 on.", examples: [[1, 1, 1, 1, 0.9, 0.4, 0.3]] }),
    interpolation: z
      .enum(["linear", "step"])
      .default("linear")
      .meta({
        description: "linear: straight lines between the values; step: each holds until the next.",
        examples: ["step"],
      }),
  }),
  example: { low: 20, high: 80, profile: [1, 1, 1, 1, 0.9, 0.4, 0.3], interpolation: "step" },
  create(o, c) {
    const low = c.param(o.low, "low");
    const high = c.param(o.high, "high");
    const { profile } = o;
    const linear = o.interpolation === "linear";
    /** The profile at local time, ms. */
    const at = (local: number): number => {
      const since = local - MONDAY;
      const x = ((since - Math.floor(since / WEEK) * WEEK) / WEEK) * profile.length;
      const i = Math.floor(x);
      const next = profile[i + 1 < profile.length ? i + 1 : 0];
      return linear ? profile[i] + (x - i) * (next - profile[i]) : profile[i];
    };
    return {
      fill(out, block) {
        const base = low(block.entity);
        const span = high(block.entity) - base;
        localRuns(c.grid, block, (from, to, offset) => {
          for (let i = from; i < to; i++) out[i] += base + span * at(c.grid.timeOf(block.tick + i) + offset);
        });
      },
    };
  },
});
