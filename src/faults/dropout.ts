import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { resolveShare, share } from "../core/share.ts";

export const dropout = defineEffect({
  type: "dropout",
  summary: "Has no reading: the field is empty.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({ share: share.default(1) }),
  example: { share: 1 },
  create(o, context) {
    const only = resolveShare(o.share, context);
    return {
      apply(out, { ticks }) {
        out.fill(NaN, 0, ticks);
      },
      ...(o.share === 1 ? {} : { only }),
    };
  },
});
