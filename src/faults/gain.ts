import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { param } from "../core/param.ts";

export const gain = defineEffect({
  type: "gain",
  summary: "Reads a fixed multiple of the true value.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    factor: param.default(1.1).meta({ description: "What readings are multiplied by.", examples: [1.1] }),
  }),
  example: { factor: 1.1 },
  create({ factor }, { param }) {
    const by = param(factor, "factor");
    return {
      apply(out, { entity, ticks }) {
        const times = by(entity);
        for (let i = 0; i < ticks; i++) out[i] *= times;
      },
    };
  },
});
