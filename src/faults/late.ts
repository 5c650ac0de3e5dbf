import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { derive } from "../core/random.ts";
import { resolveShare, share } from "../core/share.ts";
import { resolveWait, wait } from "../core/wait.ts";

export const late = defineEffect({
  type: "late",
  summary: "Some records arrive much later than the others, and so out of order.",
  family: "delivery",
  changes: "delivery",
  options: z.strictObject({
    share: share.default(0.03),
    delay: wait.default(["1h", "24h"]).meta({ description: "How late they are.", examples: [["1h", "24h"]] }),
  }),
  example: { share: 0.1, delay: ["1m", "10m"] },
  create(o, context) {
    const takes = resolveShare(o.share, context);
    const { most, draw } = resolveWait(o.delay, (message) => context.fail(["delay"], message));
    return {
      transport: {
        reach: most,
        deliver(delivery, span) {
          if (takes(span)) delivery.delay += draw(derive(span.key, "delay"), span.tick - span.first);
        },
      },
    };
  },
});
