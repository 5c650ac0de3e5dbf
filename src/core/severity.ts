import { z } from "zod";
import type { Span } from "./effect.ts";
import { derive, uniform } from "./random.ts";

const size = z.union([z.number(), z.tuple([z.number(), z.number()])]);

/** How strong an effect is: in the metric's unit or in standard deviations of the clean metric. */
export const severity = z.union([size, z.strictObject({ sigmas: size })]).meta({
  id: "severity",
  description:
    "A size in the metric's unit, or in standard deviations of the entity's metric without anomalies; [low, high] is drawn anew for each occurrence.",
  examples: [5, [3, 8], { sigmas: 4 }, { sigmas: [3, 6] }],
});
export type Severity = z.output<typeof severity>;

/** The size in the metric's unit of each occurrence. Its draws belong to (occurrence, metric, name). */
export function resolveSeverity(
  value: Severity,
  name: string,
  fail: (message: string) => void,
): (span: Span) => number {
  const relative = typeof value === "object" && "sigmas" in value;
  const range = relative ? value.sigmas : value;
  const [low, high] = typeof range === "number" ? [range, range] : range;
  if (low > high) fail(`found [${low}, ${high}], the least above the greatest; expected [low, high]`);
  const unit = relative ? (span: Span) => span.deviation : () => 1;
  if (low === high) return (span) => low * unit(span);
  return (span) => (low + (high - low) * uniform(derive(span.key, name), 0)) * unit(span);
}
