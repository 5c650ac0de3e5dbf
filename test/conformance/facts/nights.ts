import { DAY, mean, median, power } from "../homes.ts";
import { type Fact, fact } from "./fact.ts";

const MINUTE = 60_000;
const HOMES = 300;
const NIGHTS = 40;
/** Minutes from 2 to 6 h. */
const FROM = 120;
const COUNT = 240;
const NEIGHBOURS = 30;

/** Nights of one home, by the minute from 2 to 6 h. */
function nights(home: number): Float64Array[] {
  const start = Date.UTC(2023, home % 12, 3);
  return Array.from({ length: NIGHTS }, (_, night) => power(home, start + night * DAY + FROM * MINUTE, MINUTE, COUNT));
}

/** Share of the variance within nights that repeats at the same minute of every night, without what chance would give. */
export function clockShare(all: readonly Float64Array[]): number {
  const minutes = Array.from({ length: all[0].length }, (_, i) => mean(all.map((night) => night[i] - mean(night))));
  const between = mean(minutes.map((m) => m * m));
  const whole = mean(all.map((night) => mean(night.map((w) => (w - mean(night)) ** 2))));
  return Math.max(0, (between - whole / all.length) / (1 - 1 / all.length)) / whole;
}

/** How the largest share of steps above `watts` at one minute compares with that of its neighbours. */
function worstMinute(homes: readonly Float64Array[][], watts: number): number {
  const rates = new Float64Array(COUNT);
  for (const home of homes)
    for (const night of home) for (let i = 1; i < COUNT; i++) if (Math.abs(night[i] - night[i - 1]) > watts) rates[i]++;
  let worst = 0;
  for (let i = NEIGHBOURS + 1; i < COUNT - NEIGHBOURS; i++) {
    const near = rates.subarray(i - NEIGHBOURS, i + NEIGHBOURS + 1);
    worst = Math.max(worst, rates[i] / mean(near));
  }
  return worst;
}

/** Days join without a seam, and nothing runs by the clock for years: no source, what real homes cannot do. */
export function nightFacts(): Fact[] {
  const homes = Array.from({ length: HOMES }, (_, home) => nights(home));
  const lived = homes.filter((home) => mean(home.map(mean)) > 50);
  return [
    // 1200 steps a minute in 12,000 nights; of the others some 13, of which the largest of 180 counts is twice the mean by chance
    fact("steps above 15 W at one minute of the night over its neighbours", "1", worstMinute(homes, 15), 1, 1.5),
    fact("steps above 500 W at one minute of the night over its neighbours", "1", worstMinute(homes, 500), 1, 2.5),
    fact("night variance that repeats at the same minute", "0", median(lived.map(clockShare)), 0, 0.05),
  ];
}
