import { derive, fork, type Key, seedKey } from "../random.ts";

/** Least share of draws that must be accepted, and draws by which that is judged. */
export const LEAST = 0.01;
const JUDGED = 10_000;
/** All of these are refused in one of 10^17 entities where the share is the least. */
const ATTEMPTS = 4000;

/** The first draw that is accepted. Attempt n has a key of its own, so that nothing but the key decides. */
export function firstAccepted<T>(key: Key, draw: (key: Key) => T, accept: (value: T) => boolean): T {
  let found = draw(key);
  for (let n = 1; n < ATTEMPTS && !accept(found); n++) found = draw(fork(key, n));
  return found;
}

/** Whether too few draws would be accepted; the same for every seed. */
export function isRare<T>(draw: (key: Key) => T, accept: (value: T) => boolean): boolean {
  const key = derive(seedKey(1), "rejection");
  let accepted = 0;
  for (let n = 0; n < JUDGED && accepted < LEAST * JUDGED; n++) if (accept(draw(fork(key, n)))) accepted++;
  return accepted < LEAST * JUDGED;
}
