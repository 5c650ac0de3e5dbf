import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { resolveShare, share } from "../core/share.ts";

export const duplicate = defineEffect({
  type: "duplicate",
  summary: "Records that arrive more than once.",
  family: "delivery",
  changes: "delivery",
  options: z.strictObject({
    share: share.default(0.001),
    copies: z
      .int()
      .min(2)
      .max(100)
      .default(2)
      .meta({ description: "How often such a record arrives.", examples: [2] }),
  }),
  example: { share: 0.1, copies: 2 },
  create(o, context) {
    const takes = resolveShare(o.share, context);
    return {
      transport: {
        reach: 0,
        deliver(delivery, span) {
          if (takes(span)) delivery.copies *= o.copies;
        },
      },
    };
  },
});
