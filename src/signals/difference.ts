import { z } from "zod";
import { TENS } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";

/** a - b of two decimal numbers as decimals: 0.3 - 0.1 is 0.2, whatever their binary digits. */
function exactly(a: number, b: number): number {
  for (let decimals = 0; decimals <= 9; decimals++) {
    const ten = TENS[decimals];
    const m = Math.round(a * ten);
    const n = Math.round(b * ten);
    if (m / ten === a && n / ten === b) return (m - n) / ten;
  }
  return a - b;
}

export const difference = defineSignal({
  type: "difference",
  summary: "Adds the change of another metric since the tick before, exact in that metric's decimals.",
  options: z.strictObject({
    of: z.string().meta({ description: "The other metric.", examples: ["register"] }),
  }),
  example: { of: "register" },
  create(o, c) {
    c.metric(o.of, 1);
    return {
      fill(out, block) {
        const now = block.metric(o.of);
        const before = block.metric(o.of, 1);
        for (let i = 0; i < block.ticks; i++) out[i] += exactly(now[i], before[i]);
      },
    };
  },
});
