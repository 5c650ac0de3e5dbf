import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
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
      .meta({ description: "Share of the ticks that have none; drawn for each.", examples: [1, 0.3] }),
  }),
  example: { share: 1 },
  create: ({ share }) => ({
    apply(out, { key, tick, ticks, first }) {
      for (let i = 0; i < ticks; i++) if (share === 1 || uniform(key, tick + i - first) < share) out[i] = NaN;
    },
  }),
});
