/** A statistic that was published, what the model makes of it, and the range it has to lie in. */
export interface Fact {
  readonly name: string;
  readonly published: string;
  readonly measured: number;
  readonly low: number;
  readonly high: number;
}

export function fact(name: string, published: string, measured: number, low: number, high: number): Fact {
  return { name, published, measured, low, high };
}
