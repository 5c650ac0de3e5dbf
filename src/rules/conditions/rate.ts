import { z } from "zod";
import { milliseconds, positiveDuration } from "../../core/duration.ts";
import { defineCondition, figure } from "../condition.ts";

export const rate = defineCondition({
  type: "rate",
  summary: "Changes faster than it should from one snapshot to the next.",
  options: z
    .strictObject({
      per: positiveDuration
        .default("1h")
        .meta({ description: "Time that the change is counted over.", examples: ["1h"] }),
      below: z.number().optional().meta({ description: "Changes under it breach: -50 is a fall by more than 50." }),
      above: z.number().optional().meta({ description: "Changes over it breach." }),
    })
    .refine(({ below, above }) => below !== undefined || above !== undefined, { error: "expected below or above" }),
  example: { per: "1h", below: -50 },
  create({ per, below = -Infinity, above = Infinity }) {
    const unit = milliseconds(per);
    return {
      points: 1,
      span: 0,
      judge({ times, values, settled }, index) {
        const value = values[index];
        const before = index > 0 ? values[index - 1] : null;
        if (value === null || before === null) return { state: "unknown", value, text: "has nothing before it" };
        const change = ((value - before) * unit) / (times[index] - times[index - 1]);
        const text = `is ${figure(value)} after ${figure(before)}, ${figure(change)} per ${per}`;
        if (index - 1 < settled) return { state: "unknown", value, baseline: before, change, text };
        const breached = change < below || change > above;
        return { state: breached ? "breached" : "ok", value, baseline: before, change, text };
      },
    };
  },
});
