import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { param } from "../core/param.ts";

export const clockSkew = defineEffect({
  type: "clock-skew",
  summary: "Stamps rows with a clock that is wrong by a fixed time.",
  family: "fault",
  changes: "clock",
  options: z.strictObject({
    seconds: param
      .default(120)
      .meta({ description: "How far the clock is ahead, in seconds; below 0 behind.", examples: [120, -3600] }),
  }),
  example: { seconds: 120 },
  create({ seconds }, { param }) {
    const off = param(seconds, "seconds");
    return {
      apply(out, { entity, ticks }) {
        for (let i = 0; i < ticks; i++) out[i] += 1000 * off(entity);
      },
    };
  },
});
