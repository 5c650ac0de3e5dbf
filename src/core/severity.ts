import { z } from "zod";
import type { Span } from "./effect.ts";
import { derive, uniform } from "./random.ts";

/** A number, or [low, high] to draw it evenly between; `number` says which are allowed. */
export function amount(number: z.ZodNumber) {
  return z.union([number, z.tuple([number, number])]);
}
export type Amount = number | [number, number];

/** How strong an effect is: in the metric's unit or in standard deviations of the clean metric. */
export const severity = z.union([amount(z.number()), z.strictObject({ sigmas: amount(z.number()) })]).meta({
  id: "severity",
  description:
    "A size in the metric's unit, or in standard deviations of the entity's metric without anomalies; [low, high] is drawn anew for each occurrence.",
  examples: [5, [3, 8], { sigmas: 4 }, { sigmas: [3, 6] }],
});
export type Severity = z.output<typeof severity>;

/** A severity that has no direction, such as a standard deviation. */
export const spread = z.union([amount(z.number().min(0)), z.strictObject({ sigmas: amount(z.number().min(0)) })]).meta({
  id: "spread",
  description: "As severity, 0 or more.",
  examples: [2, [1, 3], { sigmas: 2 }],
});

type Fail = (message: string) => void;

/** A number for each position n of an occurrence, 0 where each occurrence has but one. */
export type Draw = (span: Span, n?: number) => number;

/** The amount of each occurrence. Its draws belong to (occurrence, metric, name, n). */
export function resolveAmount(value: Amount, name: string, fail: Fail): Draw {
  const [low, high] = typeof value === "number" ? [value, value] : value;
  if (low > high) fail(`found [${low}, ${high}], the least above the greatest; expected [low, high]`);
  if (low === high) return () => low;
  return (span, n = 0) => low + (high - low) * uniform(derive(span.key, name), n);
}

/** The size in the metric's unit of each occurrence. */
export function resolveSeverity(value: Severity, name: string, fail: Fail): Draw {
  if (!isRelative(value)) return resolveAmount(value, name, fail);
  const sigmas = resolveAmount(value.sigmas, name, fail);
  return (span, n) => sigmas(span, n) * span.deviation;
}

/** A place in the metric's unit: as it is, or standard deviations from the mean. */
export function resolveLevel(value: Severity, name: string, fail: Fail): Draw {
  const size = resolveSeverity(value, name, fail);
  return isRelative(value) ? (span, n) => span.mean + size(span, n) : size;
}

function isRelative(value: Severity): value is Extract<Severity, { sigmas: unknown }> {
  return typeof value === "object" && "sigmas" in value;
}
