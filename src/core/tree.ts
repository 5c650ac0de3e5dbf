/**
 * Gaussian processes as pure functions of position: trees of dyadic bridges. The value in the middle of a span follows
 * from the values at its ends and one normal that the middle owns, so any position is reached from the root in
 * logarithmic time, and all of a block for about the price of its normals. Values are integers (quanta), which makes
 * every sum exact. "Brownian bridge" and Ornstein-Uhlenbeck bridge moments are textbook results.
 */
import { exp, expm1, powerOfTwo } from "./numeric.ts";
import { BLOCK, derive, fork, hash, type Key, normal, normalOf, normals } from "./random.ts";

/** Per level l, for spans of 2^(l+1) ticks: middle = weight[l] * (left + right) + sd[l] * Z. */
export interface Bridge {
  readonly weight: readonly number[];
  readonly sd: readonly number[];
}

/** Quanta per unit of the walk (one step's standard deviation) and of relaxation (the stationary one). */
export const WALK_UNIT = 131072;
export const RELAXATION_UNIT = 4294967296;

/** Value i of a run is nodes[first + step * i]; it belongs to position `from` + `at` + i of the query. */
export type VisitRun = (nodes: Float64Array, first: number, step: 1 | -1, at: number, run: number) => void;

/** Spans of 2^BASE ticks are blocks; coarser ones are reached from the root, finer ones filled level by level. */
const BASE = 12;
const nodes = new Float64Array(BLOCK + 1);

const walkBridge: Bridge = {
  weight: Array.from({ length: 64 }, () => 0.5),
  sd: Array.from({ length: 64 }, (_, level) => WALK_UNIT * Math.sqrt(powerOfTwo(level) / 2)),
};

/** Sets the ends of block n from those of a span of 2^level ticks that begins at block `lo` and holds it. */
function narrow(bridge: Bridge, key: Key, n: number, lo: number, level: number, left: number, right: number): void {
  for (let l = level - 1; l >= BASE; l--) {
    const middle = lo + powerOfTwo(l - BASE);
    const value = Math.floor(bridge.weight[l] * (left + right) + bridge.sd[l] * normal(key, middle) + 0.5);
    if (n < middle) right = value;
    else {
      left = value;
      lo = middle;
    }
  }
  nodes[0] = left;
  nodes[BLOCK] = right;
}

/** Spans of 2^FINE ticks and shorter take their normals from those of a whole stretch, drawn in one go. */
const FINE = 6;
const drawn = new Float64Array(BLOCK);

/** Fills nodes first..last (and what they hang on) of the block whose ends are set. */
function refine(bridge: Bridge, k0: number, k1: number, first: number, last: number): void {
  for (let level = BASE - 1; level >= FINE; level--) {
    const half = 1 << level;
    const end = (last & -(2 * half)) + half;
    for (let p = (first & -(2 * half)) + half; p <= end; p += 2 * half) {
      drawn[p] = normalOf(hash(k0, k1, p));
      halve(bridge, level, p, p);
    }
  }
  const stretch = -(1 << FINE);
  normals(drawn, first & stretch, (last & stretch) - stretch, k0, k1);
  for (let level = FINE - 1; level >= 0; level--) {
    const half = 1 << level;
    halve(bridge, level, (first & -(2 * half)) + half, (last & -(2 * half)) + half);
  }
}

/** Fills the middles from .. to of spans of 2^(level + 1) ticks, their normals drawn. */
function halve(bridge: Bridge, level: number, from: number, to: number): void {
  const half = 1 << level;
  const weight = bridge.weight[level];
  const sd = bridge.sd[level];
  for (let p = from; p <= to; p += 2 * half)
    nodes[p] = Math.floor(weight * (nodes[p - half] + nodes[p + half]) + sd * drawn[p] + 0.5);
}

/** The walk's ends of block n >= 0: it is 0 at position 0; each power of two hangs on the one before. */
function walkEnds(key: Key, n: number): void {
  let left = 0;
  let right = Math.floor(WALK_UNIT * 64 * normal(key, 1) + 0.5);
  let top = 1;
  let level = BASE;
  for (; n >= top; top *= 2) {
    left = right;
    right += Math.floor(WALK_UNIT * 64 * Math.sqrt(top) * normal(key, 2 * top) + 0.5);
    if (top > 1) level++;
  }
  narrow(walkBridge, key, n, n === 0 ? 0 : top / 2, level, left, right);
}

/** Visits the blocks of positions from >= 0, each with its ends set and nodes filled. */
function eachBlock(
  bridge: Bridge,
  key: Key,
  from: number,
  count: number,
  ends: (key: Key, n: number) => void,
  visit: (offset: number, at: number, run: number) => void,
): void {
  const coarse = derive(key, "ends");
  const fine = derive(key, "block");
  for (let at = 0; at < count; ) {
    const n = Math.floor((from + at) / BLOCK);
    const offset = from + at - n * BLOCK;
    const run = Math.min(BLOCK - offset, count - at);
    ends(coarse, n);
    const block = fork(fine, n);
    refine(bridge, block.a, block.b, offset, offset + run - 1);
    visit(offset, at, run);
    at += run;
  }
}

/**
 * The Gaussian random walk that is 0 at position 0, with steps of WALK_UNIT quanta standard deviation, at positions
 * from .. from + count - 1; negative positions are a walk of their own.
 */
export function walk(key: Key, from: number, count: number, visit: VisitRun): void {
  const before = Math.max(0, Math.min(count, -from));
  if (before > 0)
    eachBlock(walkBridge, derive(key, "before"), 1 - from - before, before, walkEnds, (offset, at, run) =>
      visit(nodes, offset + run - 1, -1, before - at - run, run),
    );
  if (before < count)
    eachBlock(walkBridge, derive(key, "after"), from + before, count - before, walkEnds, (offset, at, run) =>
      visit(nodes, offset, 1, before + at, run),
    );
}

/**
 * Bridges of the stationary process with correlation e^(-d / tau) at a distance of d ticks. The last level is so wide
 * (correlation below 1e-12) that its ends count as independent: the cost does not depend on the distance from 0.
 */
export function relaxationBridge(tau: number): Bridge {
  const weight: number[] = [];
  const sd: number[] = [];
  for (let level = 0, correlation = 1; level < BASE || correlation > 1e-12; level++) {
    const lag = powerOfTwo(level) / tau;
    correlation = exp(-lag);
    const lost = -expm1(-2 * lag);
    weight.push(correlation / (2 - lost));
    sd.push(RELAXATION_UNIT * Math.sqrt(lost / (2 - lost)));
  }
  return { weight, sd };
}

/**
 * Adds `scale` times the stationary process of a bridge, mean 0, standard deviation RELAXATION_UNIT quanta, at positions
 * from .. from + count - 1 to out[0..count).
 */
export function addRelaxation(
  out: Float64Array,
  bridge: Bridge,
  key: Key,
  from: number,
  count: number,
  scale: number,
): void {
  const level = bridge.weight.length;
  const width = powerOfTwo(level - BASE);
  const end = (k: Key, m: number) => Math.floor(RELAXATION_UNIT * normal(k, m) + 0.5);
  const ends = (k: Key, n: number) => {
    const lo = Math.floor(n / width) * width;
    narrow(bridge, k, n, lo, level, end(k, lo), end(k, lo + width));
  };
  eachBlock(bridge, key, from, count, ends, (offset, at, run) => {
    for (let i = 0; i < run; i++) out[at + i] += scale * nodes[offset + i];
  });
}
