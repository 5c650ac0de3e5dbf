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

const LN2_HIGH = 0.693147180369123816490;
const LN2_LOW = 1.90821492927058770002e-10;
const CELLS = 128;
const inverse = new Float64Array(CELLS);
const logarithm = new Float64Array(CELLS);
for (let i = 0; i < CELLS; i++) {
  const centre = 1 + (i + 0.5) / CELLS;
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
  const cell = (high >>> 13) & (CELLS - 1);
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
  for (let k = 0, root = 2; k < 6; k++) halves.push((root = Math.sqrt(root)));
  for (let j = 0; j < STEPS; j++) {
    let product = 1;
    for (let k = 0; k < 6; k++) if ((j >> (5 - k)) & 1) product *= halves[k];
    roots[j] = product;
  }
}

/** e to the x, relative error below 2e-15. Underflows to 0 and overflows to Infinity like `Math.exp`. */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x !== x ? NaN : Infinity;
  if (x < -745.2) return 0;
  const n = Math.floor(x * (STEPS / 0.6931471805599453) + 0.5);
  const r = x - n * (LN2_HIGH / STEPS) - n * (LN2_LOW / STEPS);
  const tail = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r / 720)))));
  const whole = Math.floor(n / STEPS);
  const value = roots[n - whole * STEPS] * tail;
  if (whole < -1022) return value * POWERS[whole + 60 + 1074] * POWERS[1074 - 60];
  if (whole > 1023) return value * 2 * POWERS[1023 + 1074];
  return value * POWERS[whole + 1074];
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

/**
 * Inverse of the standard normal distribution function, for 0 < p < 1; relative error about 1e-16.
 * Algorithm AS 241 (Wichura 1988), PPND16.
 */
export function inverseNormal(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q *
        (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
          45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r +
          133.14166789178437745) * r + 3.387132872796366608)) /
      (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
        21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r +
        42.313330701600911252) * r + 1)
    );
  }
  let r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  let value: number;
  if (r <= 5) {
    r -= 1.6;
    value =
      (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r +
        1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r +
        4.6303378461565452959) * r + 1.42343711074968357734) /
      (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r +
        0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r +
        2.05319162663775882187) * r + 1);
  } else {
    r -= 5;
    value =
      (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r +
        0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r +
        5.4637849111641143699) * r + 6.6579046435011037772) /
      (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
        7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r +
        0.59983220655588793769) * r + 1);
  }
  return q < 0 ? -value : value;
}
