import { z } from "zod";
import { duration, milliseconds } from "./duration.ts";
import { exp, inverseNormal, log } from "./numeric.ts";
import { type Key, uniform } from "./random.ts";

const capped = { most: duration.meta({ description: "Longest delay.", examples: ["1h"] }) };

/** How long something takes: fixed, or drawn from a law. */
export const wait = z
  .union([
    duration,
    z.tuple([duration, duration]),
    z.strictObject({ exponential: duration.meta({ description: "Mean.", examples: ["5s"] }), ...capped }),
    z.strictObject({
      lognormal: z
        .tuple([duration, z.number().min(0)])
        .meta({ description: "Median and sigma.", examples: [["30s", 1.2]] }),
      ...capped,
    }),
  ])
  .meta({
    id: "wait",
    description: "A delay: fixed, evenly drawn from [least, greatest], or exponential or lognormal up to `most`.",
    examples: ["5m", ["1h", "24h"], { exponential: "5s", most: "1m" }, { lognormal: ["30s", 1.2], most: "1h" }],
  });
export type Wait = z.output<typeof wait>;

/** Most ms of a wait, and the ms that position n of a key draws, in whole ones. `fail` tells what is wrong with it. */
export function resolveWait(
  value: Wait,
  fail: (message: string) => void,
): { most: number; draw: (key: Key, n: number) => number } {
  if (typeof value === "string") {
    const most = milliseconds(value);
    return { most, draw: () => most };
  }
  if (Array.isArray(value)) {
    const [least, most] = value.map(milliseconds);
    if (least > most) fail(`found [${value}], the least above the greatest; expected [least, greatest]`);
    return { most, draw: (key, n) => least + Math.floor(uniform(key, n) * (most - least + 1)) };
  }
  const most = milliseconds(value.most);
  const cut = (ms: number) => Math.min(most, Math.floor(ms));
  if ("exponential" in value) {
    const mean = milliseconds(value.exponential);
    return { most, draw: (key, n) => cut(-mean * log(1 - uniform(key, n))) };
  }
  const [median, sigma] = [milliseconds(value.lognormal[0]), value.lognormal[1]];
  return { most, draw: (key, n) => cut(median * exp(sigma * inverseNormal(uniform(key, n) + 5.551115123125783e-17))) };
}
