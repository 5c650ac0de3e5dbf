import { join } from "node:path";
import { expect, test } from "vitest";
import { inside } from "../cli/harness.ts";
import { agreed, fleetWith, type Program, supplierOut } from "./fleet-day.ts";
import { linesOf, rowsOf } from "./support.ts";

const program: Program = (_, args) => inside(args);

test("4000 machines, a supplier out for four hours: one alert that names it, and its end", async () => {
  await supplierOut(program, 36);
}, 240_000);

test("a total outage is stored as zeros, and raises one alert; the warm-up before it raises none", async () => {
  const outage = { where: {}, start: "2026-03-01T10:00:00Z", length: "90m" };
  const fleet = await fleetWith(program, outage, "2026-03-01 08:15:00");
  const lines: string[] = [];
  for (let step = 0; step < 16; step++) {
    const { stdout } = await fleet.collect("--update-probability", "own");
    lines.push(stdout.split("\n")[1]);
  }
  const counts = agreed(fleet).map(({ device_count_in_window }) => device_count_in_window);
  // a window of an hour is empty from 11:00 to the first reports after 11:30
  expect(counts.flatMap((count, i) => (count === 0 ? [i] : []))).toEqual([10, 11]);
  expect(Math.min(...counts.slice(0, 10), ...counts.slice(13))).toBeGreaterThan(0.95 * 4000);
  const zeros = "SELECT segment, SUM(count) AS n FROM segment_timeseries WHERE ts = '2026-03-01 11:00:00' GROUP BY 1";
  expect(rowsOf(join(fleet.cwd, "out/series.db"), zeros).map(({ n }) => n)).toEqual(Array(8).fill(0));
  expect(lines.flatMap((line, i) => (line.includes("ALERT") ? [i] : []))).toEqual([10, 11, 12]);
  expect(linesOf(join(fleet.cwd, "alerts.log"))).toEqual([
    expect.stringMatching(
      /\| ts=2026-03-01 11:00:00 \| online=0 \| pct=0\.00 \| baseline=\d\d\.\d\d \| drop=100\.00%$/,
    ),
    expect.stringMatching(/\| ts=2026-03-01 11:45:00 \| .* \| resolved$/),
  ]);
}, 240_000);
