import { z } from "zod";
import { duration, milliseconds } from "../core/duration.ts";
import { defineEffect } from "../core/effect.ts";
import { uniform } from "../core/random.ts";

export const batteryDeath = defineEffect({
  type: "battery-death",
  summary: "Records less and less as its battery fails, then nothing until it is exchanged.",
  family: "fault",
  changes: "rows",
  options: z.strictObject({
    failing: duration
      .default("2d")
      .meta({ description: "Time in which it records ever less before it stops.", examples: ["2d"] }),
  }),
  example: { failing: "1h" },
  create({ failing }, { grid }) {
    const length = milliseconds(failing) / grid.interval;
    return {
      apply(out, { key, tick, ticks, first }) {
        for (let i = 0; i < ticks; i++) {
          const age = tick + i - first + 1;
          if (age > length || uniform(key, age) * length < age) out[i] = 1;
        }
      },
    };
  },
});
