import type { Plan } from "../plan.ts";

/** Whether instants of the grid need milliseconds to be told apart. */
export function milliseconds({ grid }: Plan): boolean {
  return grid.interval % 1000 !== 0 || grid.origin % 1000 !== 0;
}
