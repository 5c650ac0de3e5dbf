import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

export const counterWrap = defineEffect({
  type: "counter-wrap",
  summary: "Shows only the lower digits: after the highest number it reads 0 again. For metrics that only rise.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    at: z
      .number()
      .positive()
      .default(100_000)
      .meta({ description: "The first number that does not fit.", examples: [100_000, 65_536, 4_294_967_296] }),
  }),
  example: { at: 100_000 },
  create: ({ at }) => ({
    apply(out, { ticks }) {
      for (let i = 0; i < ticks; i++) out[i] -= Math.floor(out[i] / at) * at;
    },
  }),
});
