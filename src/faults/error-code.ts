import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { param } from "../core/param.ts";
import { uniform } from "../core/random.ts";

export const errorCode = defineEffect({
  type: "error-code",
  summary: "Reads a fixed value that stands for an error, which nobody has filtered out: 16777215.",
  family: "fault",
  changes: "readings",
  exclusive: true,
  options: z.strictObject({
    value: z
      .number()
      .default(16_777_215)
      .meta({
        description: "The value read. The default, all bits of 24, is found in field data of meters.",
        examples: [16_777_215, -9999],
      }),
    share: param
      .default(1)
      .meta({ description: "Share of readings it takes while it lasts, 0 to 1.", examples: [1, 0.0001] }),
  }),
  example: { value: -9999 },
  create({ value, share }, { param, fail }) {
    if (typeof share === "number" && !(share >= 0 && share <= 1))
      fail(["share"], `found ${share}; expected a share from 0 to 1`);
    const taken = param(share, "share");
    return {
      apply(out, { entity, key, tick, ticks, first }) {
        const part = taken(entity);
        for (let i = 0; i < ticks; i++) if (part >= 1 || uniform(key, tick + i - first) < part) out[i] = value;
      },
    };
  },
});
