/** Longest word that is compared; longer ones are not typing mistakes. */
const LONGEST = 64;

/**
 * Damerau-Levenshtein distance, restricted form (optimal string alignment): insertions, deletions, substitutions and
 * swaps of neighbours each count 1.
 */
function distance(a: string, b: string): number {
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    older = old;
    old = row;
  }
  return old[b.length];
}

/** The candidate that was probably meant by a misspelt word: at most a third of its letters differ. Case is ignored. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (Math.abs(candidate.length - word.length) > allowed || candidate.length > LONGEST) continue;
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps > allowed || steps >= least) continue;
    // one step turns any letter into any other: that is no likeness
    if (steps >= candidate.length) continue;
    best = candidate;
    least = steps;
  }
  return best;
}
