import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { resolveShare, share } from "../core/share.ts";

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
    share: share.default(1),
  }),
  example: { value: -9999 },
  create(o, context) {
    const only = resolveShare(o.share, context);
    return {
      apply(out, { ticks }) {
        out.fill(o.value, 0, ticks);
      },
      ...(o.share === 1 ? {} : { only }),
    };
  },
});
