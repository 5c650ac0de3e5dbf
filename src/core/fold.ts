/** Reflects x into [min, max], of which one may be infinite, as often as it takes; `pace` is 1 / (max - min). */
export function fold(x: number, min: number, max: number, pace: number): number {
  if (x >= min && x <= max) return x;
  if (max === Infinity) return min + Math.abs(x - min);
  if (min === -Infinity) return max - Math.abs(max - x);
  if (!(max > min)) return min;
  const t = 0.5 * pace * (x - min);
  const part = 2 * (t - Math.floor(t));
  return Math.min(max, min + (max - min) * (1 - Math.abs(part - 1)));
}
