import { describe, expect, test } from "vitest";
import { groups } from "./facts/index.ts";

/** Bands are what was published or measured elsewhere: `facts/` says by whom, and where the range is an estimate. */
describe.each(Object.entries(groups))("homes are as published: %s", (_, facts) => {
  test.each(facts())("$name: $published", ({ measured, low, high }) => {
    expect(measured).toBeGreaterThanOrEqual(low);
    expect(measured).toBeLessThanOrEqual(high);
  });
});
