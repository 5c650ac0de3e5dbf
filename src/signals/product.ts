import { z } from "zod";
import { defineSignal } from "../core/signal.ts";

export const product = defineSignal({
  type: "product",
  summary: "Adds the product of other metrics.",
  options: z.strictObject({
    of: z
      .array(z.string())
      .min(1)
      .meta({ description: "The metrics; one that is named twice is squared.", examples: [["voltage", "current"]] }),
  }),
  example: { of: ["voltage", "current"] },
  create(o, c) {
    for (const name of o.of) c.metric(name);
    return {
      fill(out, block) {
        const factors = o.of.map((name) => block.metric(name));
        for (let i = 0; i < block.ticks; i++) {
          let value = 1;
          for (const factor of factors) value *= factor[i];
          out[i] += value;
        }
      },
    };
  },
});
