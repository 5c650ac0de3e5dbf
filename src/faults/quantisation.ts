import { z } from "zod";
import { defineEffect } from "../core/effect.ts";
import { severity } from "../core/severity.ts";

export const quantisation = defineEffect({
  type: "quantisation",
  summary: "Reads in coarse steps, as when a converter loses its lower bits.",
  family: "fault",
  changes: "readings",
  options: z.strictObject({
    step: severity
      .default({ sigmas: 0.5 })
      .meta({ description: "Distance of one step from the next, above 0.", examples: [{ sigmas: 0.5 }, 10] }),
  }),
  example: { step: { sigmas: 0.5 } },
  create({ step }, { severity, fail }) {
    const least = [typeof step === "object" && "sigmas" in step ? step.sigmas : step].flat()[0];
    if (!(least > 0)) fail(["step"], `found ${least}; expected a step above 0`);
    const size = severity(step, "step");
    return {
      apply(out, span) {
        const width = size(span);
        // a series that never moves has no deviation to make steps of
        if (width > 0) for (let i = 0; i < span.ticks; i++) out[i] = Math.floor(out[i] / width + 0.5) * width;
      },
    };
  },
});
