import { BLOCK, fork, hash, type Key } from "../../core/random.ts";

/** What is always on: an even power, and a ripple about it that no total ever notices. */
export interface Standby {
  key: Key;
  watts: number;
  /** W by which the ripple may change the power up or down. */
  ripple: number;
  /** When a slot of the ripple begins, s since 1970. */
  phase: number;
}

/** How long the ripple keeps a level, s. */
export const SLOT = 240;

/**
 * What the ripple owes at the beginning of a slot, W times a slot: 0 to `ripple`, and nothing where a block of slots begins
 * or ends; (a, b) is the block's key. The power in a slot is the even power plus the difference of its two ends: so the
 * energy up to an instant needs one slot, however long the past.
 */
function owed(ripple: number, a: number, b: number, place: number): number {
  return (place & (BLOCK - 1)) === 0 ? 0 : Math.imul(hash(a, b, place) >>> 16, ripple + 1) >>> 16;
}

/** The slot that holds an instant, s since 1970. */
export function slotAt({ phase }: Standby, second: number): number {
  return Math.floor((second - phase) / SLOT);
}

/** W*s up to an instant, s since 1970, whole. */
export function standbyBefore(standby: Standby, second: number): number {
  const { key, watts, ripple, phase } = standby;
  const slot = slotAt(standby, second);
  const block = Math.floor(slot / BLOCK);
  const { a, b } = fork(key, block);
  const from = owed(ripple, a, b, slot - block * BLOCK);
  const to = owed(ripple, a, b, slot - block * BLOCK + 1);
  return watts * second + from * SLOT + (to - from) * (second - phase - slot * SLOT);
}

/** Writes the powers of the slots from one on to out[0..count), W. */
export function powers({ key, watts, ripple }: Standby, slot: number, count: number, out: Int32Array): void {
  let block = Math.floor(slot / BLOCK);
  let place = (slot - block * BLOCK) | 0;
  let { a, b } = fork(key, block);
  let owes = owed(ripple, a, b, place);
  for (let i = 0; i < count; i++) {
    const next = owed(ripple, a, b, ++place);
    out[i] = watts + next - owes;
    owes = next;
    if (place < BLOCK) continue;
    place = 0;
    ({ a, b } = fork(key, ++block));
  }
}
