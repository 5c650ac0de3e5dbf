import type { Key } from "../../core/random.ts";
import { DAY_START } from "./densities.ts";
import { seedDraws, word } from "./draws.ts";

/** Probability that one person is at home and awake, by local hour: someone with a daily occupation on a working day. */
const OUT = [
  0.1, 0.05, 0.03, 0.02, 0.03, 0.12, 0.4, 0.62, 0.45, 0.26, 0.2, 0.19, 0.22, 0.22, 0.2, 0.24, 0.38, 0.58, 0.72, 0.79,
  0.82, 0.8, 0.62, 0.3,
];
/** The same for others, and for everyone on Saturdays and Sundays. */
const HOME = [
  0.12, 0.06, 0.03, 0.02, 0.03, 0.06, 0.16, 0.36, 0.6, 0.72, 0.7, 0.68, 0.72, 0.7, 0.62, 0.6, 0.64, 0.72, 0.78, 0.82,
  0.84, 0.8, 0.62, 0.32,
];
/** Chance per hour, of 256, that a person's disposition is drawn anew. */
const REFRESH = 80;

const scaled = [OUT, HOME].map((row) =>
  Int32Array.from({ length: 24 }, (_, p) => Math.floor(row[(p + DAY_START) % 24] * 16777216)),
);

/**
 * The hours of one day in which someone is at home and awake, as bits from DAY_START on. Each person keeps a disposition
 * for some hours and is active while it lies below the hour's probability: a chain with the right share in every hour
 * that begins anew each day, when everyone sleeps.
 */
export function drawOccupancy(key: Readonly<Key>, persons: number, occupied: number, workday: boolean): number {
  seedDraws(key);
  let mask = 0;
  for (let person = 0; person < persons; person++) {
    const chance = scaled[workday && person < occupied ? 0 : 1];
    let disposition = word() >>> 8;
    for (let p = 0; p < 24; p++) {
      const w = word();
      if ((w & 255) < REFRESH) disposition = w >>> 8;
      if (disposition < chance[p]) mask |= 1 << p;
    }
  }
  return mask;
}
