import { z } from "zod";
import { defineCondition, figure, mean, percent, type Verdict, valuesBefore } from "../condition.ts";

/** Falls below the mean of the snapshots before: drop = max(0, (baseline - value) / baseline). */
export const drop = defineCondition({
  type: "drop",
  summary: "Falls by a share of the mean of the snapshots before it.",
  options: z.strictObject({
    history: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(4)
      .meta({ description: "Snapshots in the baseline, at most." }),
    threshold: z
      .number()
      .min(0)
      .default(0.15)
      .meta({ description: "Share of the baseline; a drop of it or more breaches." }),
  }),
  example: {},
  create: ({ history, threshold }) => ({
    points: history,
    span: 0,
    since: ({ baseline = 0 }, value) => against(baseline, value, threshold),
    judge(points, index) {
      const value = points.values[index];
      if (value === null) return { state: "unknown", value, text: "has no value" };
      const before = valuesBefore(points, index, history, 0);
      if (before.length === 0) return { state: "unknown", value, text: "has nothing before it" };
      const settled = index >= points.settled ? valuesBefore(points, index, history, points.settled) : [];
      const warming = settled.length === 0;
      const baseline = mean(warming ? before : settled);
      if (baseline <= 0) return { state: "ok", value, baseline, text: `is ${figure(value)}, with nothing expected` };
      const verdict = against(baseline, value, threshold);
      // a fleet that warms up never falls to nothing
      return warming && value > 0 ? { ...verdict, state: "unknown" } : verdict;
    },
  }),
});

function against(baseline: number, value: number, threshold: number): Verdict {
  const change = Math.max(0, (baseline - value) / baseline);
  const text = `is ${figure(value)}, ${percent(change)} below its baseline of ${figure(baseline)}`;
  return { state: change >= threshold ? "breached" : "ok", value, baseline, change, text };
}
