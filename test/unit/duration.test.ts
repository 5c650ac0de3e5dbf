import fc from "fast-check";
import { expect, test } from "vitest";
import { duration, durationFault, formatDuration, milliseconds, positiveDuration } from "../../src/core/duration.ts";

test.each([
  ["10s", 10_000],
  ["15m", 900_000],
  ["1h", 3_600_000],
  ["30d", 2_592_000_000],
  ["500ms", 500],
  ["1h30m", 5_400_000],
  ["2w", 1_209_600_000],
  ["0s", 0],
  ["1.5h", 5_400_000],
  ["1.1s", 1100],
  ["0.001s", 1],
  ["PT15M", 900_000],
  ["P1D", 86_400_000],
  ["P2W", 1_209_600_000],
  ["P1DT12H30M", 131_400_000],
  ["PT0.5S", 500],
  ["PT1M", 60_000],
])("%s", (text, ms) => {
  expect(milliseconds(text)).toBe(ms);
  expect(duration.safeParse(text).success).toBe(true);
});

test.each([
  ["", "such as 10s"],
  ["10", "with its unit"],
  ["-5m", "0 or more"],
  ["P-1D", "0 or more"],
  ["1y", "years and months vary"],
  ["3M", "years and months vary"],
  ["2months", "years and months vary"],
  ["P1Y", "years and months vary"],
  ["P2M", "years and months vary"],
  ["P", "such as 10s"],
  ["PT", "such as 10s"],
  ["P1DT", "such as 10s"],
  ["PT1D", "such as 10s"],
  ["1 h", "such as 10s"],
  ["1h ", "such as 10s"],
  ["1e3s", "such as 10s"],
  ["1..5h", "such as 10s"],
  ["0.5ms", "whole milliseconds"],
  ["1.00001s", "whole milliseconds"],
  ["200000000d", "at most"],
  [`${"9".repeat(400)}d`, "such as 10s"],
  ["١s", "such as 10s"],
  ["NaN", "such as 10s"],
])("refuses %.20s", (text, reason) => {
  expect(milliseconds(text)).toBeNaN();
  expect(durationFault(text)).toContain(reason);
  expect(duration.safeParse(text).error?.issues[0].message).toContain(reason);
});

test("a positive duration is not 0", () => {
  expect(positiveDuration.safeParse("1ms").success).toBe(true);
  expect(positiveDuration.safeParse("0s").error?.issues[0].message).toBe("expected a duration above 0");
  expect(positiveDuration.safeParse("x").error?.issues[0].message).toContain("such as 10s");
});

test("a long text is refused without backtracking", () => {
  expect(milliseconds(`${"1h".repeat(100_000)}x`)).toBeNaN();
  expect(milliseconds("1".repeat(1_000_000))).toBeNaN();
});

test("what is formatted reads back", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 8.64e15 }), (ms) => milliseconds(formatDuration(ms)) === ms));
  expect(formatDuration(108_000_000)).toBe("1d6h");
  expect(formatDuration(-90)).toBe("-90ms");
  expect(formatDuration(0)).toBe("0s");
});

test("the published pattern allows whatever is accepted", () => {
  const pattern = new RegExp(duration.meta()!.pattern as string);
  const positive = new RegExp(positiveDuration.meta()!.pattern as string);
  const text = fc.stringMatching(/^P?T?(\d{1,3}(\.\d)?(ms|s|m|h|d|w|H|M|S|D|W)){0,3}$/);
  fc.assert(
    fc.property(text, (value) => {
      if (duration.safeParse(value).success) expect(value).toMatch(pattern);
      expect(positive.test(value) && duration.safeParse(value).success).toBe(positiveDuration.safeParse(value).success);
    }),
  );
});
