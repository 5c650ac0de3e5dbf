import { timeText } from "../time.ts";

const DAY = 86_400;

/** What stands below the lines of a time axis: the part that changes from one to the next, and below it what stays. */
export function timeAxisText(zone: string, seconds: readonly number[], step: number): string[] {
  const [fine, coarse] = partsOf(step);
  let before = "";
  return seconds.map((second) => {
    const above = timeText(second * 1000, zone, fine);
    const below = coarse ? timeText(second * 1000, zone, coarse) : "";
    const changed = below !== before;
    before = below;
    return changed ? `${above}\n${below}` : above;
  });
}

function partsOf(step: number): [Intl.DateTimeFormatOptions, Intl.DateTimeFormatOptions?] {
  if (step >= 365 * DAY) return [{ year: "numeric" }];
  if (step >= 28 * DAY) return [{ month: "short" }, { year: "numeric" }];
  if (step >= DAY) return [{ month: "short", day: "numeric" }, { year: "numeric" }];
  const date = { year: "numeric", month: "short", day: "numeric" } as const;
  if (step >= 60) return [{ hour: "2-digit", minute: "2-digit" }, date];
  if (step >= 1) return [{ hour: "2-digit", minute: "2-digit", second: "2-digit" }, date];
  return [{ second: "2-digit", fractionalSecondDigits: 3 }, date];
}
