import { z } from "zod";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const scale = defineSignal({
  type: "scale",
  summary: "Multiplies values by a factor, then adds an offset.",
  options: z.strictObject({
    by: param.default(1).meta({ description: "The factor.", examples: [0.1] }),
    offset: param.default(0).meta({ description: "What is added.", examples: [32] }),
  }),
  example: { by: 1.8, offset: 32 },
  create(o, c) {
    const by = c.param(o.by, "by");
    const offset = c.param(o.offset, "offset");
    return {
      fill(out, block) {
        const factor = by(block.entity);
        const added = offset(block.entity);
        for (let i = 0; i < block.ticks; i++) out[i] = out[i] * factor + added;
      },
    };
  },
});
