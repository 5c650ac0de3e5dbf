import { z } from "zod";
import { defineSignal } from "../core/signal.ts";

export const lag = defineSignal({
  type: "lag",
  summary: "Adds another metric as it was some ticks earlier.",
  options: z.strictObject({
    of: z.string().meta({ description: "The other metric.", examples: ["load"] }),
    ticks: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1)
      .meta({ description: "How many ticks earlier.", examples: [3] }),
  }),
  example: { of: "load", ticks: 3 },
  create(o, c) {
    c.metric(o.of, o.ticks);
    return {
      fill(out, block) {
        const values = block.metric(o.of, o.ticks);
        for (let i = 0; i < block.ticks; i++) out[i] += values[i];
      },
    };
  },
});
