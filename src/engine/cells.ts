/** Metric values of a tile in row order, kept from tile to tile: one array per metric. */
export interface Cells {
  /** Makes room for so many rows. */
  reserve(rows: number): void;
  /** Puts values 0..count-1 of a metric at row `at` and every `step` rows after it. */
  scatter(metric: number, values: Float64Array, count: number, at: number, step: number): void;
  /** The values of rows from .. from + count - 1, an array per metric, valid until the next call. */
  rows(from: number, count: number): readonly Float64Array[];
}

/**
 * Values are integers that nearly always fit 32 bits, so four bytes each are kept; a metric of which one does not fit
 * moves to eight for good. `batch` is the most rows asked for at once.
 */
export function createCells(metrics: number, batch: number): Cells {
  const kept: (Int32Array | Float64Array)[] = Array.from({ length: metrics }, () => new Int32Array(0));
  const shown = Array.from({ length: metrics }, () => new Float64Array(batch));
  return {
    reserve(rows) {
      for (const [m, values] of kept.entries()) {
        if (values.length < rows)
          kept[m] = values instanceof Int32Array ? new Int32Array(rows) : new Float64Array(rows);
      }
    },
    scatter(metric, values, count, at, step) {
      const out = kept[metric];
      if (out instanceof Float64Array) spread(out, values, count, at, step);
      else if (!spread(out, values, count, at, step)) {
        const wider = new Float64Array(out);
        spread(wider, values, count, at, step);
        kept[metric] = wider;
      }
    },
    rows(from, count) {
      return kept.map((values, m) => {
        const some = values.subarray(from, from + count);
        if (some instanceof Float64Array) return some;
        shown[m].set(some);
        return shown[m].subarray(0, count);
      });
    },
  };
}

/** Whether all values survived 32 bits. */
function spread(
  out: Int32Array | Float64Array,
  values: Float64Array,
  count: number,
  at: number,
  step: number,
): boolean {
  let lost = 0;
  for (let i = 0, to = at; i < count; i++, to += step) {
    const value = values[i];
    out[to] = value;
    lost |= (value | 0) - value === 0 ? 0 : 1;
  }
  return lost === 0;
}
