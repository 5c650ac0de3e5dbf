/** Statistics of samples. Tests pass at about four standard errors or the 0.1 % point, with fixed seeds. */

export function mean(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  return sum / x.length;
}

export function variance(x: ArrayLike<number>): number {
  const m = mean(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - m) ** 2;
  return sum / (x.length - 1);
}

/** Correlation of two samples; its standard error is at most 1 / sqrt(n). */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [mx, my] = [mean(x), mean(y)];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - mx) * (y[i] - my);
  return sum / (x.length - 1) / Math.sqrt(variance(x) * variance(y));
}

/** Correlation of a series with itself `lag` places later. */
export function autocorrelation(x: Float64Array, lag: number): number {
  return correlation(x.subarray(0, x.length - lag), x.subarray(lag));
}

/** Largest distance between a sample and a distribution function, times sqrt(n): 1.36 at 5 %, 1.95 at 0.1 %. */
export function kolmogorov(x: ArrayLike<number>, cdf: (value: number) => number): number {
  const sorted = Float64Array.from(x).sort();
  let distance = 0;
  for (let i = 0; i < sorted.length; i++) {
    const p = cdf(sorted[i]);
    distance = Math.max(distance, Math.abs(p - i / sorted.length), Math.abs(p - (i + 1) / sorted.length));
  }
  return distance * Math.sqrt(sorted.length);
}

/** Standard normal distribution function by Simpson's rule and, beyond 3, a continued fraction; error below 1e-10. */
export function normalCdf(x: number): number {
  const a = Math.abs(x);
  const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let tail: number;
  if (a > 3) {
    let fraction = a;
    for (let k = 60; k >= 1; k--) fraction = a + k / fraction;
    tail = density(a) / fraction;
  } else {
    const steps = 160;
    const h = a / steps;
    let sum = density(0) + density(a);
    for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * density(i * h);
    tail = 0.5 - (sum * h) / 3;
  }
  return x < 0 ? tail : 1 - tail;
}

/** Distribution function of the inverse Gaussian law. */
export function inverseGaussianCdf(x: number, mu: number, lambda: number): number {
  if (x <= 0) return 0;
  const root = Math.sqrt(lambda / x);
  return normalCdf(root * (x / mu - 1)) + Math.exp((2 * lambda) / mu) * normalCdf(-root * (x / mu + 1));
}

/**
 * How far whole numbers are from a law, in standard deviations of chi-square: counts of those above each bound and at
 * most the next, cells joined until 20 are expected.
 */
export function misfit(x: ArrayLike<number>, cdf: (value: number) => number, bounds: readonly number[]): number {
  const sorted = Float64Array.from(x).sort();
  let [square, cells, done, below] = [0, 0, 0, 0];
  for (const bound of [...bounds, Infinity]) {
    const p = bound === Infinity ? 1 : cdf(bound);
    const expected = (p - below) * sorted.length;
    if (expected < 20 || (1 - p) * sorted.length < 20 !== (bound === Infinity)) continue;
    let seen = 0;
    while (done + seen < sorted.length && sorted[done + seen] <= bound) seen++;
    square += (seen - expected) ** 2 / expected;
    cells++;
    done += seen;
    below = p;
  }
  return (square - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}
