import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { resolveShare, share } from "../core/share.ts";

export const lost = defineEffect({
  type: "lost",
  summary: "Records that never arrive.",
  family: "delivery",
  changes: "delivery",
  options: z.strictObject({ share: share.default(0.01) }),
  example: { share: 0.1 },
  create(o, context) {
    const takes = resolveShare(o.share, context);
    return {
      transport: {
        reach: 0,
        deliver(delivery, span) {
          if (takes(span)) delivery.copies = 0;
        },
      },
    };
  },
});
