import { z } from "zod";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const constant = defineSignal({
  type: "constant",
  summary: "Adds the same value at every tick.",
  options: z.strictObject({
    value: param.meta({ description: "The value.", examples: [5, { uniform: [1, 2] }] }),
  }),
  example: { value: 5 },
  create(o, c) {
    const value = c.param(o.value, "value");
    return {
      rises: true,
      fill(out, block) {
        const v = value(block.entity);
        for (let i = 0; i < block.ticks; i++) out[i] += v;
      },
    };
  },
});
