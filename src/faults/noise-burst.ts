import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { addNormal } from "../core/random.ts";
import { spread } from "../core/severity.ts";

export const noiseBurst = defineEffect({
  type: "noise-burst",
  summary: "Adds noise of its own to readings, as a loose contact does.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    sd: spread
      .default({ sigmas: 2 })
      .meta({ description: "Standard deviation of the noise.", examples: [{ sigmas: 2 }, 0.5] }),
  }),
  example: { sd: { sigmas: 2 } },
  create({ sd }, { severity }) {
    const size = severity(sd, "sd");
    return {
      apply(out, span) {
        addNormal(out, span.key, span.tick - span.first, span.ticks, 0, size(span));
      },
    };
  },
});
