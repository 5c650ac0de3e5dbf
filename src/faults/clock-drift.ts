import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { param } from "../core/param.ts";

const DAY = 86_400_000;

export const clockDrift = defineEffect({
  type: "clock-drift",
  summary: "Stamps rows with a clock that runs too fast or too slow, until it is set right.",
  family: "fault",
  changes: "clock",
  options: z.strictObject({
    perDay: param.default({ normal: [0, 0.3] }).meta({
      description: "Seconds it gains in a day; below 0 it loses.",
      examples: [{ normal: [0, 0.3] }, 4],
    }),
  }),
  example: { perDay: 4 },
  create({ perDay }, { grid, param }) {
    const rate = param(perDay, "perDay");
    return {
      apply(out, { entity, tick, ticks, first }) {
        const step = (1000 * rate(entity) * grid.interval) / DAY;
        for (let i = 0; i < ticks; i++) out[i] += step * (tick + i - first + 1);
      },
    };
  },
});
