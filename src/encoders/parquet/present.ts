import type { Gathered } from "./gather.ts";
import { restateOf } from "./restate.ts";
import type { Leaf } from "./schema.ts";

/** The numbers of a column that are there: how many, and between what bounds. */
export interface Present {
  readonly count: number;
  readonly least: number;
  readonly most: number;
  /** All are integers. */
  readonly whole: boolean;
  /** The numbers; undefined when they are all integers below 2^31, and stand among the gathered ones' integers. */
  readonly wide: Float64Array | undefined;
}

/** Moves the numbers that are there to the front; those that are not finite count as absent from now on. */
function compact(gathered: Gathered, numbers: Float64Array | Int32Array, rows: number): number {
  const { absent } = gathered;
  if (!gathered.some) absent.fill(0, 0, rows);
  gathered.some = true;
  let count = 0;
  for (let i = 0; i < rows; i++) {
    if (!absent[i] && Number.isFinite(numbers[i])) numbers[count++] = numbers[i];
    else absent[i] = 1;
  }
  return count;
}

/** Undefined when some are not finite. */
function survey(numbers: Float64Array | Int32Array, count: number): Omit<Present, "wide"> | undefined {
  let least = Infinity;
  let most = -Infinity;
  let parts = 0;
  for (let i = 0; i < count; i++) {
    const number = numbers[i];
    if (number < least) least = number;
    if (number > most) most = number;
    parts += number - Math.floor(number);
  }
  // a number that is not finite makes the sum NaN
  return Number.isNaN(parts) ? undefined : { count, least, most, whole: parts === 0 };
}

/** Makes the numbers of a column ready, in place. */
export function presentOf(leaf: Leaf): (gathered: Gathered, rows: number) => Present {
  const restate = restateOf(leaf.field);
  return (gathered, rows) => {
    const { wide, integers, least, most } = gathered;
    if (!wide && !gathered.some) return { count: rows, least, most, whole: true, wide };
    const bounds = wide && restate?.(wide, rows);
    if (bounds && !gathered.some) return { count: rows, ...bounds, whole: true, wide };
    const numbers = wide ?? integers;
    const found = gathered.some || restate ? undefined : survey(numbers, rows);
    return { ...(found ?? survey(numbers, compact(gathered, numbers, rows))!), wide };
  };
}
