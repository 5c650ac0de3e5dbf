import { z } from "zod";
import { defineEffect, type Span } from "../core/effect.ts";
import { uniform } from "../core/random.ts";

export const missing = defineEffect({
  type: "missing",
  summary: "Has no value for a while, though rows go on.",
  family: "collective",
  changes: "readings",
  options: z.strictObject({
    share: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .meta({
        description: "Share of the ticks that have none; below 1 each of them is an event of its own.",
        examples: [1, 0.3],
      }),
  }),
  example: { share: 1 },
  create: ({ share }) => ({
    apply: (out, { ticks }) => void out.fill(NaN, 0, ticks),
    ...(share < 1 ? { only: ({ key, tick, first }: Span) => uniform(key, tick - first) < share } : {}),
  }),
});
