import { z } from "zod";
import { defineCondition, figure } from "../condition.ts";

export const threshold = defineCondition({
  type: "threshold",
  summary: "Is below or above a bound.",
  options: z
    .strictObject({
      below: z.number().optional().meta({ description: "Values under it breach." }),
      above: z.number().optional().meta({ description: "Values over it breach." }),
    })
    .refine(({ below, above }) => below !== undefined || above !== undefined, { error: "expected below or above" }),
  example: { below: 100 },
  create: ({ below = -Infinity, above = Infinity }) => ({
    points: 0,
    span: 0,
    judge({ values }, index) {
      const value = values[index];
      if (value === null) return { state: "unknown", value, text: "has no value" };
      if (value < below)
        return { state: "breached", value, baseline: below, text: `is ${figure(value)}, below ${figure(below)}` };
      if (value > above)
        return { state: "breached", value, baseline: above, text: `is ${figure(value)}, above ${figure(above)}` };
      return { state: "ok", value, text: `is ${figure(value)}` };
    },
  }),
});
