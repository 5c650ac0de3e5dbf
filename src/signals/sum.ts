import { z } from "zod";
import { defineSignal } from "../core/signal.ts";

export const sum = defineSignal({
  type: "sum",
  summary: "Adds the sum of other metrics.",
  options: z.strictObject({
    of: z
      .array(z.string())
      .min(1)
      .meta({ description: "The metrics; one that is named twice counts twice.", examples: [["lighting", "heating"]] }),
  }),
  example: { of: ["lighting", "heating"] },
  create(o, c) {
    for (const name of o.of) c.metric(name);
    return {
      fill(out, block) {
        for (const name of o.of) {
          const values = block.metric(name);
          for (let i = 0; i < block.ticks; i++) out[i] += values[i];
        }
      },
    };
  },
});
