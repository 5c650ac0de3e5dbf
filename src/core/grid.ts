/** The nominal instants of a scenario: tick k is at origin + k * interval, for any integer k. */
export interface Grid {
  /** ms since 1970 UTC. */
  readonly origin: number;
  /** ms, above 0. */
  readonly interval: number;
  timeOf(tick: number): number;
  /** The first tick at or after an instant. */
  tickAt(time: number): number;
}

export function createGrid(origin: number, interval: number): Grid {
  return {
    origin,
    interval,
    timeOf: (tick) => origin + tick * interval,
    tickAt: (time) => Math.ceil((time - origin) / interval),
  };
}
