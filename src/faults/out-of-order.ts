import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { resolveWait, wait } from "../core/wait.ts";

export const outOfOrder = defineEffect({
  type: "out-of-order",
  summary: "Every record takes its own time, so that they overtake one another.",
  family: "delivery",
  changes: "delivery",
  options: z.strictObject({
    delay: wait
      .default({ exponential: "5s", most: "1m" })
      .meta({ description: "Time that each takes.", examples: [{ exponential: "5s", most: "1m" }] }),
  }),
  example: { delay: { exponential: "2m", most: "10m" } },
  create({ delay }, context) {
    const { most, draw } = resolveWait(delay, (message) => context.fail(["delay"], message));
    return {
      transport: {
        reach: most,
        deliver(delivery, { key, tick, first }) {
          delivery.delay += draw(key, tick - first);
        },
      },
    };
  },
});
