import { z } from "zod";
import { TENS } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";

export const difference = defineSignal({
  type: "difference",
  summary: "Adds the change of another metric since the tick before, exact in that metric's decimals.",
  options: z.strictObject({
    of: z.string().meta({ description: "The other metric.", examples: ["register"] }),
  }),
  example: { of: "register" },
  create(o, c) {
    const ten = TENS[c.metric(o.of, 1)];
    return {
      fill(out, block) {
        const now = block.metric(o.of);
        const before = block.metric(o.of, 1);
        for (let i = 0; i < block.ticks; i++) out[i] += Math.floor((now[i] - before[i]) * ten + 0.5) / ten;
      },
    };
  },
});
