/** The only place that reads the wall clock: for `now`, for pacing, progress and reports, never for values. */
export function wallClock(): number {
  return Date.now();
}

/** Seconds since an arbitrary instant, monotonic. */
export function stopwatch(): number {
  return performance.now() / 1000;
}

/** A source of time that can be waited for. Tests bring their own. */
export interface Clock {
  /** ms UTC. */
  now(): number;
  /** Resolves after so many ms of its time, or at once when aborted. */
  sleep(ms: number, abort?: AbortSignal): Promise<void>;
}

/** Longest a timer is trusted: after a suspend or a change of the clock it is looked at anew. */
const LONGEST_SLEEP = 30_000;

export const realClock: Clock = {
  now: wallClock,
  sleep: (ms, abort) =>
    new Promise((resolve) => {
      if (abort?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        abort?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(ms, LONGEST_SLEEP));
      abort?.addEventListener("abort", done, { once: true });
    }),
};

/** A clock that runs `speed` times as fast as another, from now on or from an instant of its own; at 0 it stands still. */
export function accelerated(clock: Clock, speed: number, from = clock.now()): Clock {
  const began = clock.now();
  return {
    now: () => from + (clock.now() - began) * speed,
    sleep: (ms, abort) => clock.sleep(ms / speed, abort),
  };
}
