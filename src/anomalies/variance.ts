import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { addNormal, derive } from "../core/random.ts";
import { spread } from "../core/severity.ts";

export const variance = defineEffect({
  type: "variance",
  summary: "Is unsteady: normal noise is added.",
  family: "collective",
  changes: "values",
  options: z.strictObject({
    sd: spread
      .default({ sigmas: 2 })
      .meta({ description: "Standard deviation of the noise.", examples: [{ sigmas: 2 }, 5] }),
  }),
  example: { sd: { sigmas: 2 } },
  create({ sd }, { severity }) {
    const size = severity(sd, "sd");
    return {
      apply: (out, span) =>
        addNormal(out, derive(span.key, "noise"), span.tick - span.first, span.ticks, 0, size(span)),
    };
  },
});
