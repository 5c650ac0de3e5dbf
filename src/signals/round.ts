import { z } from "zod";
import { defineSignal } from "../core/signal.ts";

export const round = defineSignal({
  type: "round",
  summary: "Rounds values to the nearest multiple of a step, halves up.",
  options: z.strictObject({
    step: z
      .number()
      .positive()
      .default(1)
      .meta({ description: "The step.", examples: [1, 0.5, 25] }),
  }),
  example: { step: 0.5 },
  create(o) {
    return {
      fill(out, block) {
        for (let i = 0; i < block.ticks; i++) out[i] = Math.floor(out[i] / o.step + 0.5) * o.step;
      },
    };
  },
});
