import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { param } from "../core/param.ts";

export const counterReset = defineEffect({
  type: "counter-reset",
  summary: "Counts from the start again, for good: an exchange, a restart that forgot. For metrics that only rise.",
  family: "fault",
  changes: "readings",
  exclusive: true,
  permanent: true,
  options: z.strictObject({
    to: param.default(0).meta({ description: "Where it starts to count again.", examples: [0, { uniform: [0, 5] }] }),
  }),
  example: { to: 0 },
  create({ to }, { param }) {
    const start = param(to, "to");
    return {
      apply(out, { entity, tick, ticks, first, series }) {
        const [before] = series(first - 1, 1);
        const now = series(tick, ticks);
        for (let i = 0; i < ticks; i++) out[i] = now[i] - before + start(entity);
      },
    };
  },
});
