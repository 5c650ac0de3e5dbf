import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

export const reversed = defineEffect({
  type: "reversed",
  summary: "Runs backwards: its last value first.",
  family: "collective",
  changes: "values",
  exclusive: true,
  finite: true,
  options: z.strictObject({}),
  example: {},
  create: () => ({
    apply(out, { tick, ticks, first, last, series }) {
      out.set(series(first + last - tick - ticks, ticks));
      out.subarray(0, ticks).reverse();
    },
  }),
});
