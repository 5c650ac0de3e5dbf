import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

export const stuck = defineEffect({
  type: "stuck",
  summary: "Repeats the reading it had when it began.",
  family: "fault",
  changes: "readings",
  exclusive: true,
  options: z.strictObject({}),
  example: {},
  create: () => ({
    apply(out, span) {
      out.fill(span.series(span.first, 1)[0], 0, span.ticks);
    },
  }),
});
