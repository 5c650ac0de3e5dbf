import { fork, join, type Key } from "../../core/random.ts";
import { speaks } from "../silence.ts";
import type { Looker } from "./looker.ts";

/** Reports that come in each slot of time with a probability, at a second that is drawn evenly. */
export interface Reports {
  key: Key;
  /** ms, whole minutes. */
  slot: number;
  probability: number;
}

/** A tree holds 2^LEVELS slots. */
const LEVELS = 11;
const TWO_32 = 4294967296;

/**
 * Looks for reports. Slots are the leaves of binary trees whose nodes tell whether their half of the slots has any report
 * at all, so that a day of minutes costs a dozen draws however rare reports are, and each slot is still drawn by itself:
 * of a node that has some, the left half, the right half or both have, with the odds that independent slots give.
 */
export function lookForReports({ key, slot, probability }: Reports, from: number, to: number): Looker {
  /** By level: the probability that 2^level slots have any. */
  const some = [probability];
  let none = 1 - probability;
  for (let level = 1; level <= LEVELS; level++) {
    none *= none;
    some.push(1 - none);
  }
  const trees = treesOver(key, Math.floor(from / slot), Math.floor((to - 1) / slot));
  const drawn: Key = { a: 0, b: 0 };
  const seconds = slot / 1000;

  return (_entity, entityKey, begin, end, silent) => {
    const within = (keys: readonly Key[], level: number, index: number, first: number): boolean => {
      const start = first * slot;
      const stop = start + slot * (1 << level);
      if (stop <= begin || start >= end) return false;
      if (silent.length === 0 && start >= begin && stop <= end) return true;
      const { a, b } = join(drawn, keys[index], entityKey);
      if (level === 0) {
        const time = start + 1000 * Math.floor(((b >>> 0) / TWO_32) * seconds);
        return time >= begin && time < end && speaks(silent, time);
      }
      const half = some[level - 1];
      const u = ((a >>> 0) / TWO_32) * some[level];
      // u is in [0, half * (2 - half)): left alone, right alone, or both
      const alone = half * (1 - half);
      const right = u >= alone;
      const left = u < alone || u >= 2 * alone;
      const middle = first + (1 << (level - 1));
      return (
        (right && within(keys, level - 1, 2 * index + 1, middle)) || (left && within(keys, level - 1, 2 * index, first))
      );
    };
    return trees.some(({ keys, first }) => {
      const u = (join(drawn, keys[0], entityKey).a >>> 0) / TWO_32;
      return u < some[LEVELS] && within(keys, LEVELS, 1, first);
    });
  };
}

/** The trees that hold some slots, the latest first; a node's key stands at its place in the heap, the root at 1. */
function treesOver(key: Key, from: number, to: number): { first: number; keys: readonly Key[] }[] {
  const size = 1 << LEVELS;
  const list = [];
  for (let tree = Math.floor(to / size); tree >= Math.floor(from / size); tree--) {
    const own = fork(key, tree);
    list.push({ first: tree * size, keys: Array.from({ length: 2 * size }, (_, i) => fork(own, i)) });
  }
  return list;
}
