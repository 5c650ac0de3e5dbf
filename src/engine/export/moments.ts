/** Collects what TimeEval tells about a data set: lengths of labelled stretches, means and deviations of its columns. */
export interface Moments {
  add(values: readonly string[], labelled: boolean): void;
  /** Lengths of labelled stretches, in order. */
  lengths(): number[];
  rows(): number;
  labelledRows(): number;
  /** Over the columns, the mean of their means and of their standard deviations (of n - 1); NaN without values. */
  mean(): number;
  deviation(): number;
}

export function createMoments(columns: number): Moments {
  // Welford's recurrence: steady where values are large and vary little
  const state = Array.from({ length: columns }, () => ({ count: 0, mean: 0, squares: 0 }));
  const lengths: number[] = [];
  let [rows, run] = [0, 0];
  const over = (of: (one: (typeof state)[number]) => number) =>
    state.reduce((sum, one) => sum + of(one), 0) / state.length;
  return {
    add(values, labelled) {
      rows++;
      if (!labelled) run = 0;
      else if (run++ === 0) lengths.push(1);
      else lengths[lengths.length - 1]++;
      for (const [i, text] of values.entries()) {
        if (text === "") continue;
        const one = state[i];
        const off = Number(text) - one.mean;
        one.count++;
        one.mean += off / one.count;
        one.squares += off * (Number(text) - one.mean);
      }
    },
    lengths: () => lengths,
    rows: () => rows,
    labelledRows: () => lengths.reduce((sum, length) => sum + length, 0),
    mean: () => over(({ count, mean }) => (count > 0 ? mean : NaN)),
    deviation: () => over(({ count, squares }) => Math.sqrt(squares / (count - 1))),
  };
}
