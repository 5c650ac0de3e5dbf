import { z } from "zod";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const PATTERN = "^[+]?\\d+(\\.\\d+)?(ms|s|m|h|d|w)([\\d.]+(ms|s|m|h|d|w))*$|^P(?!$).*$";

/** Milliseconds of a duration text, `10s`, `15m`, `1h30m`, `PT15M`; NaN when it is not one. */
export function milliseconds(text: string): number {
  let total = 0;
  let rest = text.trim();
  while (rest !== "") {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/.exec(rest);
    if (!match) return NaN;
    total += Number(match[1]) * UNITS[match[2]];
    rest = rest.slice(match[0].length);
  }
  return text.trim() === "" ? NaN : total;
}

export const duration = z
  .string()
  .regex(new RegExp(PATTERN), "a duration such as 10s, 15m, 1h, 30d or PT15M")
  .meta({ description: "A duration.", examples: ["10s", "15m", "1h", "30d"] });
