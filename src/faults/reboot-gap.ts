import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

export const rebootGap = defineEffect({
  type: "reboot-gap",
  summary: "Records nothing while it restarts.",
  family: "fault",
  changes: "rows",
  options: z.strictObject({}),
  example: {},
  create: () => ({
    apply(out, { ticks }) {
      out.fill(1, 0, ticks);
    },
  }),
});
