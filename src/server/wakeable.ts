import type { Clock } from "../engine/pace.ts";

/** A clock whose sleepers can be woken before their time. */
export function wakeable(clock: Clock): Clock & { wake(): void } {
  const naps = new Set<AbortController>();
  return {
    now: clock.now,
    async sleep(ms, abort) {
      const nap = new AbortController();
      const wake = () => nap.abort();
      naps.add(nap);
      if (abort?.aborted) wake();
      abort?.addEventListener("abort", wake, { once: true });
      try {
        await clock.sleep(ms, nap.signal);
      } finally {
        naps.delete(nap);
        abort?.removeEventListener("abort", wake);
      }
    },
    wake() {
      for (const nap of naps) nap.abort();
    },
  };
}
