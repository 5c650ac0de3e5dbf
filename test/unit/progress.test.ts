import { expect, test } from "vitest";
import { progressText } from "../../src/cli/progress.ts";

test("progress tells share, speed and time left, counted from what was there", () => {
  const first = { rows: 1000, total: 5000, seconds: 1 };
  expect(progressText({ rows: 3000, total: 5000, seconds: 2 }, first)).toBe(
    "60 %, 3.00 k rows, 2.00 k rows/s, 1.0 s left",
  );
  expect(progressText(first, first)).toBe("1.00 k rows");
});

test("progress is never more than the whole, though rows are made twice or were not foreseen", () => {
  const first = { rows: 0, total: 1000, seconds: 0 };
  expect(progressText({ rows: 1400, total: 1000, seconds: 1 }, first)).toMatch(/^100 %, .* 0\.0 s left$/);
  expect(progressText({ rows: 999, total: 1000, seconds: 1 }, first)).toMatch(/^99 %/);
  expect(progressText({ rows: 7, total: 0, seconds: 1 }, first)).toBe("7 rows, 7 rows/s");
});
