import { describe, expect, test } from "vitest";
import { killRounds } from "../../scripts/soak/rounds.js";
import { STORES } from "../../scripts/soak/stores.js";

/** In a folder of its own, so that the embedded stores have a URL. */
const there = (name: string) => (STORES as Record<string, { url(folder: string): string | undefined }>)[name].url("");

describe("killed again and again, in history, at the seam and live, a store has each row once", () => {
  for (const name of Object.keys(STORES).filter((name) => "read" in STORES[name as keyof typeof STORES]))
    test.skipIf(!there(name))(
      name,
      async () => {
        const { rounds, missing, double, other } = await killRounds(name, 15, 11);
        expect({ rounds, missing, double, other }).toEqual({ rounds: 15, missing: 0, double: 0, other: 0 });
      },
      600_000,
    );
});
