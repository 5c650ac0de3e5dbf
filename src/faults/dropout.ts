import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { param } from "../core/param.ts";
import { uniform } from "../core/random.ts";

export const dropout = defineEffect({
  type: "dropout",
  summary: "Has no reading: the field is empty.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    share: param
      .default(1)
      .meta({ description: "Share of readings that are lost while it lasts, 0 to 1.", examples: [1, 0.002] }),
  }),
  example: { share: 1 },
  create({ share }, { param, fail }) {
    if (typeof share === "number" && !(share >= 0 && share <= 1))
      fail(["share"], `found ${share}; expected a share from 0 to 1`);
    const lost = param(share, "share");
    return {
      apply(out, { entity, key, tick, ticks, first }) {
        const part = lost(entity);
        for (let i = 0; i < ticks; i++) if (part >= 1 || uniform(key, tick + i - first) < part) out[i] = NaN;
      },
    };
  },
});
