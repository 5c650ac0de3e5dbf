import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

export const unitSlip = defineEffect({
  type: "unit-slip",
  summary: "Reports in another unit under the old one's name: Wh for kWh after an exchange.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    factor: z
      .number()
      .positive()
      .default(1000)
      .meta({ description: "How many of the wrong unit make one of the right.", examples: [1000, 3.6] }),
  }),
  example: { factor: 1000 },
  create: ({ factor }) => ({
    apply(out, { ticks }) {
      for (let i = 0; i < ticks; i++) out[i] *= factor;
    },
  }),
});
