import { z } from "zod";
import { milliseconds, positiveDuration } from "../../core/duration.ts";
import { defineCondition, figure, mean, type Points, percent } from "../condition.ts";

/** The baseline is the mean at the same phase of earlier cycles, of the nearest snapshot within half a step. */
export const seasonal = defineCondition({
  type: "seasonal",
  summary: "Differs by a share from the same time of earlier days or weeks.",
  options: z.strictObject({
    season: positiveDuration.default("1d").meta({ description: "Length of a cycle.", examples: ["1d", "1w"] }),
    cycles: z.number().int().min(1).max(100).default(7).meta({ description: "Cycles in the baseline, at most." }),
    threshold: z
      .number()
      .min(0)
      .default(0.3)
      .meta({ description: "Share of the baseline; a difference of it or more breaches." }),
    side: z.enum(["below", "above", "both"]).default("below").meta({ description: "On which side." }),
  }),
  example: {},
  create({ season, cycles, threshold, side }) {
    const length = milliseconds(season);
    return {
      points: 1,
      span: length * cycles,
      judge(points, index) {
        const { values, times } = points;
        const value = values[index];
        const before = Array.from({ length: cycles }, (_, k) =>
          valueNear(points, times[index] - (k + 1) * length, index),
        );
        const found = before.filter((one) => one !== undefined);
        if (value === null || found.length === 0)
          return { state: "unknown", value, text: `has no earlier cycle of ${season} to be held against` };
        const baseline = mean(found);
        if (baseline === 0) return { state: "ok", value, baseline, text: `is ${figure(value)}, with nothing expected` };
        const change = (value - baseline) / Math.abs(baseline);
        const away = side === "below" ? -change : side === "above" ? change : Math.abs(change);
        const where = change < 0 ? "below" : "above";
        const text = `is ${figure(value)}, ${percent(Math.abs(change))} ${where} ${figure(baseline)} at the same time of ${found.length} earlier cycles`;
        return { state: away >= threshold && away > 0 ? "breached" : "ok", value, baseline, change, text };
      },
    };
  },
});

/** The value of the snapshot nearest to a time, no farther than half the step before `index`. */
function valueNear({ times, values, settled }: Points, time: number, index: number): number | undefined {
  if (index === 0) return undefined;
  const near = (times[index] - times[index - 1]) / 2;
  let best: number | undefined;
  let least = near;
  for (let i = settled; i < index; i++) {
    const away = Math.abs(times[i] - time);
    if (away > least || values[i] === null) continue;
    least = away;
    best = values[i] as number;
  }
  return best;
}
