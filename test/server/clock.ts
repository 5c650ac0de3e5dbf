import type { Clock } from "../../src/engine/pace.ts";

/** A clock that stands until it is told to go on. */
export function handClock(start: number): Clock & { advance(ms: number): Promise<void> } {
  let now = start;
  let sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms, abort) =>
      new Promise((resolve) => {
        sleepers.push({ until: now + ms, wake: resolve });
        abort?.addEventListener("abort", () => resolve(), { once: true });
      }),
    async advance(ms) {
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter((one) => !due.includes(one));
      for (const { wake } of due) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A clock that stands still; `asleep` resolves when somebody begins to wait for it. */
export function stillClock(time: number): Clock & { time: number; asleep(): Promise<void> } {
  let tell = () => {};
  const clock = {
    time,
    now: () => clock.time,
    sleep: (_: number, abort?: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (abort?.aborted) return resolve();
        abort?.addEventListener("abort", () => resolve(), { once: true });
        tell();
      }),
    asleep: () =>
      new Promise<void>((resolve) => {
        tell = resolve;
      }),
  };
  return clock;
}
