/**
 * Counter-based randomness: every draw is a pure function of a key and a position.
 *
 * Names derive 64-bit keys through a strong mixer; positions are counters. Nothing here keeps state between calls.
 * Long runs of draws are made in blocks of BLOCK positions: each block derives a key of its own, and a cheap two-round
 * hash serves within it (one 32-bit mixer over a long counter is a permutation, which statistical tests see).
 */
import { log } from "./numeric.ts";
import { normalOf } from "./quantile.ts";

export { normalOf };

/** A 64-bit key as two signed 32-bit words. */
export interface Key {
  a: number;
  b: number;
}

/** Positions per block; a block of positions shares one derived key. */
export const BLOCK = 4096;

let high = 0;
let low = 0;

/** 64 bits to 64 bits under a 64-bit key, a bijection of the counter for each key. Leaves its result in `high`, `low`. */
function mix(k0: number, k1: number, c0: number, c1: number): void {
  let x = c0 ^ k0;
  let y = c1 ^ k1;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  y = (y + x) | 0;
  y = Math.imul(y ^ (y >>> 15), 0xd35a2d97);
  x = (x + y + k1) | 0;
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  y = (y + x + k0) | 0;
  y = Math.imul(y ^ (y >>> 16), 0x85ebca6b);
  x = (x + y) | 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  y = (y + x + k1) | 0;
  y = Math.imul(y ^ (y >>> 15), 0x846ca68b);
  x = (x + y + k0) | 0;
  high = x ^ (x >>> 16);
  low = y ^ (y >>> 15);
}

const TWO_32 = 4294967296;

/** The key of a seed: an integer from 0 to 2^53 - 1. */
export function seedKey(seed: number): Key {
  mix(0x243f6a88, 0x85a308d3 | 0, Math.floor(seed / TWO_32) | 0, seed | 0);
  return { a: high, b: low };
}

/** The key of a name (any text) under a key: two lanes absorb the code units, the mixer finishes. */
export function derive(key: Key, name: string): Key {
  let x = 0x811c9dc5 | 0;
  let y = 0x9e3779b9 | 0;
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    x = Math.imul(x ^ unit, 0x01000193);
    y = Math.imul(y ^ (unit + i), 0x85ebca6b);
    y ^= y >>> 13;
  }
  mix(key.a, key.b, x, y ^ name.length);
  return { a: high, b: low };
}

/** The key of an integer position (|n| < 2^53) under a key. */
export function fork(key: Key, n: number): Key {
  mix(key.a, key.b, Math.floor(n / TWO_32) | 0, n | 0);
  return { a: high, b: low };
}

/** The key of another key under a key, written into `out`: how a series key is made of a signal's and an entity's. */
export function join(out: Key, key: Key, other: Key): Key {
  mix(key.a, key.b, other.a, other.b);
  out.a = high;
  out.b = low;
  return out;
}

/** A 53-bit uniform in [0, 1) owned by position n of a key. */
export function uniform(key: Key, n: number): number {
  mix(key.a, key.b, Math.floor(n / TWO_32) | 0, n | 0);
  return ((high >>> 5) * 67108864 + (low >>> 6)) * 1.1102230246251565e-16;
}

/** A standard normal owned by position n of a key. */
export function normal(key: Key, n: number): number {
  mix(key.a, key.b, Math.floor(n / TWO_32) | 0, n | 0);
  return normalOf(high);
}

/** An integer in [0, bound) owned by position n of a key. */
export function integer(key: Key, n: number, bound: number): number {
  return Math.floor(uniform(key, n) * bound);
}

/** The cheap hash within a block: 32 bits from a derived key and an offset below 2^24. */
export function hash(k0: number, k1: number, offset: number): number {
  let x = offset ^ k0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  x = ((x ^ (x >>> 15)) + k1) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Derives the key of the block that holds a position: left in `high`, `low`; returns the offset in the block. */
function enter(key: Key, position: number): number {
  const block = Math.floor(position / BLOCK);
  mix(key.a, key.b, Math.floor(block / TWO_32) | 0, block | 0);
  return (position - block * BLOCK) | 0;
}

/** The 53-bit uniform in [0, 1) of two words. Flipping the sign bit and adding a half is exact, and faster than `>>> 0`. */
function uniformOf(coarse: number, fine: number): number {
  return (coarse ^ 0x80000000) * 2.3283064365386963e-10 + (0.5 + (fine >>> 11) * 1.1102230246251565e-16);
}

function addUniformRun(
  out: Float64Array,
  at: number,
  run: number,
  k0: number,
  k1: number,
  offset: number,
  min: number,
  span: number,
): void {
  for (let i = 0; i < run; i++) {
    out[at + i] += min + span * uniformOf(hash(k0, k1, offset + i), hash(k1, k0, offset + i));
  }
}

/** The words of a run, drawn before they are shaped: two simple loops are faster than one. */
const drawn = new Int32Array(BLOCK);

/** Writes the normals of the words at offsets from .. to - 1 of a block with derived key (k0, k1) to out[from..to). */
export function normals(out: Float64Array, from: number, to: number, k0: number, k1: number): void {
  for (let i = from; i < to; i++) drawn[i] = hash(k0, k1, i);
  for (let i = from; i < to; i++) out[i] = normalOf(drawn[i]);
}

function addNormalRun(
  out: Float64Array,
  at: number,
  run: number,
  k0: number,
  k1: number,
  offset: number,
  mean: number,
  sd: number,
): void {
  for (let i = 0; i < run; i++) drawn[i] = hash(k0, k1, offset + i);
  for (let i = 0; i < run; i++) out[at + i] += mean + sd * normalOf(drawn[i]);
}

function addExponentialRun(
  out: Float64Array,
  at: number,
  run: number,
  k0: number,
  k1: number,
  offset: number,
  mean: number,
): void {
  for (let i = 0; i < run; i++)
    out[at + i] -= mean * log(1 - uniformOf(hash(k0, k1, offset + i), hash(k1, k0, offset + i)));
}

/** Adds `min + (max - min) * U` to out[0..count), U the 53-bit uniform in [0, 1) owned by position from + i. */
export function addUniform(out: Float64Array, key: Key, from: number, count: number, min: number, max: number): void {
  for (let at = 0; at < count; ) {
    const offset = enter(key, from + at);
    const run = Math.min(BLOCK - offset, count - at);
    addUniformRun(out, at, run, high, low, offset, min, max - min);
    at += run;
  }
}

/** Adds `mean + sd * Z` to out[0..count), Z the standard normal owned by position from + i. */
export function addNormal(out: Float64Array, key: Key, from: number, count: number, mean: number, sd: number): void {
  for (let at = 0; at < count; ) {
    const offset = enter(key, from + at);
    const run = Math.min(BLOCK - offset, count - at);
    addNormalRun(out, at, run, high, low, offset, mean, sd);
    at += run;
  }
}

/** Adds `-mean * log(1 - U)`, the exponential of mean `mean`, to out[0..count), U the uniform owned by position from + i. */
export function addExponential(out: Float64Array, key: Key, from: number, count: number, mean: number): void {
  for (let at = 0; at < count; ) {
    const offset = enter(key, from + at);
    const run = Math.min(BLOCK - offset, count - at);
    addExponentialRun(out, at, run, high, low, offset, mean);
    at += run;
  }
}

/** Writes the 32-bit words owned by positions from + i to out[0..count). */
export function words(out: Int32Array, key: Key, from: number, count: number): void {
  for (let at = 0; at < count; ) {
    const offset = enter(key, from + at);
    const run = Math.min(BLOCK - offset, count - at);
    const k0 = high;
    const k1 = low;
    for (let i = 0; i < run; i++) out[at + i] = hash(k0, k1, offset + i);
    at += run;
  }
}
