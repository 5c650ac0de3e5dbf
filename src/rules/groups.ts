/** Texts of entities in one dimension: entity e has texts[codes[e]]. */
export interface Dimension {
  name: string;
  codes: Int32Array;
  texts: readonly string[];
}

/** Entities in groups by the values of up to three dimensions: entity e is in group codes[e]. */
export interface Groups {
  dimensions: readonly string[];
  /** As narrow as the number of groups allows. */
  codes: Uint8Array | Uint16Array | Int32Array;
  /** The values of each group, in the order of the dimensions; groups stand in the order of their values. */
  values: readonly (readonly string[])[];
}

export const MOST_DIMENSIONS = 3;

/** The groups that entities fall into. */
export function groupBy(dimensions: readonly Dimension[], size: number): Groups {
  const known = new Map<number, number>();
  const first: number[] = [];
  const met = new Int32Array(size);
  for (let e = 0; e < size; e++) {
    let place = 0;
    // at most a few thousand texts in each: the product of three is exact
    for (const { codes, texts } of dimensions) place = place * texts.length + codes[e];
    let group = known.get(place);
    if (group === undefined) {
      group = first.length;
      known.set(place, group);
      first.push(e);
    }
    met[e] = group;
  }
  const valuesOf = (e: number) => dimensions.map(({ codes, texts }) => texts[codes[e]]);
  const found = first.map((e, group) => ({ group, values: valuesOf(e) })).sort((x, y) => compare(x.values, y.values));
  const order = new Int32Array(found.length);
  found.forEach(({ group }, i) => {
    order[group] = i;
  });
  const codes = new (found.length <= 256 ? Uint8Array : found.length <= 65_536 ? Uint16Array : Int32Array)(size);
  for (let e = 0; e < size; e++) codes[e] = order[met[e]];
  return { dimensions: dimensions.map(({ name }) => name), codes, values: found.map(({ values }) => values) };
}

/** By the first value that differs, by the units of their texts. */
function compare(x: readonly string[], y: readonly string[]): number {
  const at = x.findIndex((value, i) => value !== y[i]);
  return at < 0 ? 0 : x[at] < y[at] ? -1 : 1;
}
