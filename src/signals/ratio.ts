import { z } from "zod";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const ratio = defineSignal({
  type: "ratio",
  summary: "Adds one metric divided by another.",
  options: z.strictObject({
    of: z.string().meta({ description: "The metric that is divided.", examples: ["errors"] }),
    to: z.string().meta({ description: "The metric it is divided by.", examples: ["requests"] }),
    otherwise: param.default(0).meta({ description: "What is added where the second is 0.", examples: [1] }),
  }),
  example: { of: "errors", to: "requests" },
  create(o, c) {
    c.metric(o.of);
    c.metric(o.to);
    const otherwise = c.param(o.otherwise, "otherwise");
    return {
      fill(out, block) {
        const above = block.metric(o.of);
        const below = block.metric(o.to);
        const undivided = otherwise(block.entity);
        for (let i = 0; i < block.ticks; i++) out[i] += below[i] === 0 ? undivided : above[i] / below[i];
      },
    };
  },
});
