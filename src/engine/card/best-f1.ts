/**
 * The highest point-wise F1 score that "above a threshold" reaches, over every threshold. `scores` of what is not to be
 * judged are NaN. F1 is the harmonic mean of precision and recall; 0 where nothing is labelled.
 */
export function bestF1(scores: Float64Array, labels: Uint8Array): number {
  const judged = scores.filter((score) => !Number.isNaN(score)).sort();
  const labelled = scores.filter((score, i) => labels[i] === 1 && !Number.isNaN(score)).sort();
  let best = 0;
  let below = 0;
  for (let k = 0; k < labelled.length; k++) {
    if (k > 0 && labelled[k] === labelled[k - 1]) continue;
    while (judged[below] < labelled[k]) below++;
    const [hits, called] = [labelled.length - k, judged.length - below];
    best = Math.max(best, (2 * hits) / (called + labelled.length));
  }
  return best;
}
