/** The first index of a sorted list whose number is above a value; its length when there is none. */
export function firstAbove(sorted: ArrayLike<number>, value: number): number {
  let first = 0;
  let end = sorted.length;
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    if (sorted[middle] > value) end = middle;
    else first = middle + 1;
  }
  return first;
}
