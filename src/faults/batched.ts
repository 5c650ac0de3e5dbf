import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { defineEffect } from "../core/effect.ts";

export const batched = defineEffect({
  type: "batched",
  summary: "Records are collected and arrive together at fixed times.",
  family: "delivery",
  changes: "delivery",
  options: z.strictObject({
    every: positiveDuration
      .default("1h")
      .meta({ description: "From one delivery to the next, counted from the origin.", examples: ["1h"] }),
  }),
  example: { every: "1h" },
  create({ every }, { grid }) {
    const step = milliseconds(every);
    return {
      transport: {
        reach: step,
        deliver(delivery, { tick }) {
          const made = grid.timeOf(tick) - grid.origin + delivery.delay;
          delivery.delay += (Math.floor(made / step) + 1) * step - made;
        },
      },
    };
  },
});
