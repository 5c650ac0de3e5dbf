import { z } from "zod";
import { defineCondition, figure, mean, type Verdict, valuesBefore } from "../condition.ts";

/** Fewest values that give a standard deviation worth the name. */
const FEWEST = 3;

/** z = (value - mean) / s, s the standard deviation (n - 1) of the snapshots before. */
export const zScore = defineCondition({
  type: "z-score",
  summary: "Is many standard deviations away from the snapshots before it.",
  options: z.strictObject({
    history: z
      .number()
      .int()
      .min(FEWEST)
      .max(10_000)
      .default(24)
      .meta({ description: "Snapshots it is held against, at most." }),
    threshold: z.number().min(0).default(3).meta({ description: "Standard deviations; farther away breaches." }),
    side: z.enum(["below", "above", "both"]).default("both").meta({ description: "On which side." }),
  }),
  example: {},
  create({ history, threshold, side }) {
    const against = (baseline: number, deviation: number, value: number): Verdict => {
      // what never changed has no deviation: any change is more than any number of them
      const change = value === baseline ? 0 : (value - baseline) / deviation;
      const away = side === "below" ? -change : side === "above" ? change : Math.abs(change);
      const text = `is ${figure(value)}, ${figure(change)} standard deviations from ${figure(baseline)}`;
      return { state: away > threshold ? "breached" : "ok", value, baseline, change, text };
    };
    return {
      points: history,
      span: 0,
      since({ value, baseline = 0, change }, now) {
        // a change without bound, null once it was stored, is one from what never changed
        return against(baseline, change ? ((value ?? 0) - baseline) / change : 0, now);
      },
      judge(points, index) {
        const value = points.values[index];
        const before = valuesBefore(points, index, history, points.settled);
        if (value === null || before.length < FEWEST)
          return { state: "unknown", value, text: `has fewer than ${FEWEST} snapshots before it` };
        const baseline = mean(before);
        let squares = 0;
        for (const one of before) squares += (one - baseline) * (one - baseline);
        return against(baseline, Math.sqrt(squares / (before.length - 1)), value);
      },
    };
  },
});
