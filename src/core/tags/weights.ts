/** Why weights cannot be used; undefined when they can: at least one, none below 0, not all 0. */
export function weightFault(weights: readonly number[]): string | undefined {
  if (weights.length === 0) return "there is nothing to choose from";
  const wrong = weights.find((w) => !(w >= 0 && w < Infinity));
  if (wrong !== undefined) return `a weight must be 0 or more, found ${wrong}`;
  return weights.some((w) => w > 0) ? undefined : "all weights are 0; at least one must be above";
}

/** Maps a uniform in [0, 1) to an index with the given weights; an index of weight 0 is never drawn. */
export function createPick(weights: readonly number[]): (u: number) => number {
  const ends = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) ends[i] = sum += weights[i];
  return (u) => {
    const x = u * sum;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] > x) high = middle;
      else low = middle + 1;
    }
    // u * sum may round up to sum, beyond a last index of weight 0
    while (weights[low] === 0) low--;
    return low;
  };
}
