/**
 * Elementary functions from `+ - * /` and `sqrt` alone, so that every JavaScript engine returns the same bits.
 * `Math.sin`, `Math.exp`, `Math.log` and `**` are left to each engine by the language; values must not use them.
 */

const words = new DataView(new ArrayBuffer(8));

/** POWERS[e + 1074] is 2^e, from the smallest subnormal to the largest power of two. */
const POWERS = new Float64Array(2098);
for (let e = 0, up = 1; e <= 1023; e++, up *= 2) POWERS[e + 1074] = up;
for (let e = -1, down = 0.5; e >= -1074; e--, down /= 2) POWERS[e + 1074] = down;

/** 2 to an integer power between -1074 and 1023. */
export function powerOfTwo(exponent: number): number {
  return POWERS[exponent + 1074];
}

/** TENS[d] is 10^d for d = 0 to 15, exactly. */
export const TENS: readonly number[] = Array.from({ length: 16 }, (_, d) => Number(`1e${d}`));

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = LN2_HIGH + LN2_LOW;
const CELLS = 128;
const inverse = new Float64Array(CELLS + 1);
const logarithm = new Float64Array(CELLS + 1);
for (let i = 0; i <= CELLS; i++) {
  const centre = 1 + i / CELLS;
  inverse[i] = 1 / centre;
  // log(c) = 2 atanh((c-1)/(c+1)); for c < 2 the terms shrink by at least 9 each time
  const x = (centre - 1) / (centre + 1);
  let sum = 0;
  for (let k = 35; k >= 1; k -= 2) sum = sum * x * x + 1 / k;
  logarithm[i] = 2 * x * sum;
}

/** Natural logarithm, absolute error below 3e-16 near 1 and relative error below 4e-16 elsewhere. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? Infinity : NaN;
  let shift = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    shift = -54;
  }
  words.setFloat64(0, x);
  const high = words.getInt32(0);
  const exponent = (high >>> 20) - 1023;
  const cell = ((high & 0xfffff) + 4096) >>> 13;
  const r = x * POWERS[1074 - exponent] * inverse[cell] - 1;
  const tail = r * (1 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r / 7))))));
  const e = exponent + shift;
  return e * LN2_HIGH + (logarithm[cell] + (tail + e * LN2_LOW));
}

const STEPS = 64;
/** roots[j] is 2^(j/64), a product of at most six square roots. */
const roots = new Float64Array(STEPS);
{
  const halves: number[] = [];
  for (let k = 0, root = Math.sqrt(2); k < 6; k++) {
    halves.push(root);
    root = Math.sqrt(root);
  }
  for (let j = 0; j < STEPS; j++) {
    let product = 1;
    for (let k = 0; k < 6; k++) if ((j >> (5 - k)) & 1) product *= halves[k];
    roots[j] = product;
  }
}

/** e to the x, relative error below 2e-15. Underflows to 0 and overflows to Infinity like `Math.exp`. */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return Number.isNaN(x) ? NaN : Infinity;
  if (x < -745.2) return 0;
  const n = Math.floor(x * (STEPS / LN2) + 0.5);
  const r = x - n * (LN2_HIGH / STEPS) - n * (LN2_LOW / STEPS);
  const tail = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r / 720)))));
  const whole = Math.floor(n / STEPS);
  const value = roots[n - whole * STEPS] * tail;
  if (whole < -1022) return value * POWERS[whole + 60 + 1074] * POWERS[1074 - 60];
  if (whole > 1023) return value * 2 * POWERS[1023 + 1074];
  return value * POWERS[whole + 1074];
}

/** e to the x less 1, without cancellation: relative error below 4e-12, and below 1e-13 where x is beyond 0.05 from 0. */
export function expm1(x: number): number {
  if (Math.abs(x) > 0.05) return exp(x) - 1;
  return x * (1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + (x / 5) * (1 + x / 6)))));
}

/** Hyperbolic tangent, relative error below 4e-12. */
export function tanh(x: number): number {
  const e = expm1(-2 * Math.abs(x));
  const value = -e / (2 + e);
  return x < 0 ? -value : value;
}

/** x to the y for positive x: exp(y log x). */
export function power(x: number, y: number): number {
  return x === 0 ? (y === 0 ? 1 : 0) : exp(y * log(x));
}

const TAU = 6.283185307179586;
const sineTerms: number[] = [];
const cosineTerms: number[] = [];
for (let k = 0, term = 1; k <= 17; k++) {
  const signed = k & 2 ? -term : term;
  if (k & 1) sineTerms.push(signed);
  else cosineTerms.push(signed);
  term = (term * TAU) / (k + 1);
}
const [S0, S1, S2, S3, S4, S5, S6, S7, S8] = sineTerms;
const [C0, C1, C2, C3, C4, C5, C6, C7, C8] = cosineTerms;

/** sin(2 pi t), t in turns; absolute error below 1e-15. Whole turns are removed exactly. */
export function sin2pi(turns: number): number {
  const t = turns - Math.floor(turns + 0.5);
  const quarter = Math.floor(4 * t + 0.5);
  const r = t - quarter * 0.25;
  const s = r * r;
  const value =
    quarter & 1
      ? C0 + s * (C1 + s * (C2 + s * (C3 + s * (C4 + s * (C5 + s * (C6 + s * (C7 + s * C8)))))))
      : r * (S0 + s * (S1 + s * (S2 + s * (S3 + s * (S4 + s * (S5 + s * (S6 + s * (S7 + s * S8))))))));
  return quarter & 2 ? -value : value;
}

/** cos(2 pi t), t in turns. */
export function cos2pi(turns: number): number {
  return sin2pi(turns - Math.floor(turns) + 0.25);
}

// the rational approximations of AS 241, constant term first
const BODY = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const BODY_BELOW = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const NEAR = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const NEAR_BELOW = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_BELOW = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];

function horner(terms: readonly number[], x: number): number {
  let sum = 0;
  for (let k = terms.length - 1; k >= 0; k--) sum = sum * x + terms[k];
  return sum;
}

/**
 * Inverse of the standard normal distribution function, for 0 < p < 1; relative error about 1e-16.
 * Algorithm AS 241 (Wichura 1988), PPND16.
 */
export function inverseNormal(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(BODY, r)) / horner(BODY_BELOW, r);
  }
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const value =
    r <= 5 ? horner(NEAR, r - 1.6) / horner(NEAR_BELOW, r - 1.6) : horner(FAR, r - 5) / horner(FAR_BELOW, r - 5);
  return q < 0 ? -value : value;
}
