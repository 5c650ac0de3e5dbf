import { hash, type Key } from "../../core/random.ts";

let a = 0;
let b = 0;
let next = 0;

/** Starts a sequence of draws that is a pure function of the key. One sequence is in use at a time. */
export function seedDraws(key: Readonly<Key>): void {
  a = key.a;
  b = key.b;
  next = 0;
}

/** The next 32-bit word. */
export function word(): number {
  return hash(a, b, next++);
}

/** The next uniform in [0, 1). */
export function unit(): number {
  return (hash(a, b, next++) >>> 0) * 2.3283064365386963e-10;
}

/** A law by its 0, 50 and 100 % points, even between them. */
export type Spread = readonly [low: number, middle: number, high: number];

/** The next draw of a law. */
export function within(spread: Spread): number {
  const u = 2 * unit();
  return u < 1 ? spread[0] + (spread[1] - spread[0]) * u : spread[1] + (spread[2] - spread[1]) * (u - 1);
}
