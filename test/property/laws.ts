/** Distribution functions of the laws that signals draw from, by textbook series and continued fractions. */

/** Logarithm of the gamma function by Lanczos' sum for g = 7; relative error below 1e-14. */
export function logGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const t = x + 6.5;
  let sum = terms[0];
  for (let k = 1; k < terms.length; k++) sum += terms[k] / (x - 1 + k);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const TINY = 1e-300;

/** A continued fraction b0 + a1 / (b1 + a2 / (b2 + ...)) by the modified Lentz method. */
function fraction(b0: number, a: (k: number) => number, b: (k: number) => number): number {
  let f = b0 || TINY;
  let c = f;
  let d = 0;
  for (let k = 1; k < 100_000; k++) {
    d = 1 / (b(k) + a(k) * d || TINY);
    c = b(k) + a(k) / c || TINY;
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return f;
}

/** Regularised lower incomplete gamma function. */
function gammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x > a + 1)
    return (
      1 -
      front /
        fraction(
          x + 1 - a,
          (k) => k * (a - k),
          (k) => x + 2 * k + 1 - a,
        )
    );
  let term = 1 / a;
  let sum = term;
  for (let k = 1; term > sum * 1e-16; k++) sum += term *= x / (a + k);
  return front * sum;
}

/** Regularised incomplete beta function. */
function betaI(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaI(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const coefficient = (k: number) => {
    const m = Math.floor(k / 2);
    return k % 2
      ? (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
      : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  };
  return front / fraction(1, coefficient, () => 1);
}

export type Law = (x: number) => number;

export const gammaLaw =
  (shape: number, scale: number): Law =>
  (x) =>
    gammaP(shape, x / scale);

export const betaLaw =
  (alpha: number, beta: number): Law =>
  (x) =>
    betaI(alpha, beta, x);

export const weibullLaw =
  (shape: number, scale: number): Law =>
  (x) =>
    1 - Math.exp(-((x / scale) ** shape));

export const laplaceLaw =
  (mean: number, scale: number): Law =>
  (x) =>
    x < mean ? 0.5 * Math.exp((x - mean) / scale) : 1 - 0.5 * Math.exp((mean - x) / scale);

export const paretoLaw =
  (min: number, shape: number): Law =>
  (x) =>
    x < min ? 0 : 1 - (min / x) ** shape;

export const studentLaw =
  (freedom: number): Law =>
  (x) => {
    const tail = 0.5 * betaI(freedom / 2, 0.5, freedom / (freedom + x * x));
    return x < 0 ? tail : 1 - tail;
  };

export const poissonLaw =
  (mean: number): Law =>
  (k) =>
    k < 0 ? 0 : 1 - gammaP(k + 1, mean);

export const binomialLaw =
  (trials: number, probability: number): Law =>
  (k) =>
    k < 0 ? 0 : k >= trials ? 1 : betaI(trials - k, k + 1, 1 - probability);

/** The sum of j^-s for j = 1 to k, beyond 1000 by the Euler-Maclaurin formula. */
function harmonic(k: number, s: number): number {
  let sum = 0;
  const head = Math.min(k, 1000);
  for (let j = 1; j <= head; j++) sum += j ** -s;
  if (k <= head) return sum;
  const integral = s === 1 ? Math.log(k / head) : (k ** (1 - s) - head ** (1 - s)) / (1 - s);
  return sum + integral + (k ** -s - head ** -s) / 2 - (s * (k ** (-s - 1) - head ** (-s - 1))) / 12;
}

export const zipfLaw = (count: number, exponent: number): Law => {
  const all = harmonic(count, exponent);
  return (k) => (k < 1 ? 0 : harmonic(Math.min(k, count), exponent) / all);
};
