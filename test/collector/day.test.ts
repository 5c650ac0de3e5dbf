import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collect } from "../../src/collector/collect.ts";
import { monitor } from "../../src/collector/monitor.ts";
import { createMonitoring } from "../../src/collector/monitor-file.ts";
import { folder } from "../cli/harness.ts";
import { segmentApi } from "./segment-api.ts";
import { linesOf, optionsOf, quick, rowsOf } from "./support.ts";

const MINUTE = 60_000;
const SIZE = 4000;
const BEGAN = Date.UTC(2025, 10, 16);
const at = (hours: number) => BEGAN + hours * 60 * MINUTE;

test("a day of 4000 machines, a supplier out for three hours, then all of them for one", async () => {
  const cwd = folder();
  const api = await segmentApi({ size: SIZE, began: BEGAN });
  api.outages = [
    { supplier: "Motto", from: at(9), to: at(12) },
    { from: at(18), to: at(19.5) },
  ];
  const inventory = join(cwd, "devices.csv");
  writeFileSync(inventory, `device_code\n${Array.from({ length: SIZE }, (_, i) => `AT${i}`).join("\n")}\n`);
  writeFileSync(join(cwd, "clock.txt"), "2025-11-16 00:00:00\n");
  const options = optionsOf(cwd, api.url, { simulate: { minutes: 15, clockFile: join(cwd, "clock.txt") } });
  const told: string[] = [];
  const monitoring = createMonitoring(
    {
      rules: {
        online: { where: { segment: "Type" }, of: inventory, when: { drop: {} } },
        supplier: { where: { segment: "Supplier" }, by: "dim1_value", when: { drop: { threshold: 0.5 } } },
      },
      channels: {
        here: { send: { console: {} } },
        log: { rules: ["online"], send: { log: { path: join(cwd, "alerts.log") } } },
      },
    },
    { environment: {}, print: (text) => told.push(text) },
  );
  for (let step = 0; step < 96; step++) {
    await collect(options, quick());
    const state = join(cwd, "incidents.db");
    await monitor(monitoring, { database: options.database, state, now: 0 }, quick());
    // judged again, nothing is told twice
    if (step % 10 === 0) await monitor(monitoring, { database: options.database, state, now: 0 }, quick());
  }

  const snapshots = readdirSync(join(cwd, "out/json")).sort();
  expect(snapshots).toHaveLength(96);
  const stored = rowsOf(options.database, "SELECT ts, segment, SUM(count) AS n FROM segment_timeseries GROUP BY 1, 2");
  const sums = new Map(stored.map(({ ts, segment, n }) => [`${ts} ${segment}`, Number(n)]));
  for (const name of snapshots) {
    const { generated_at, device_count_in_window, segments } = JSON.parse(
      readFileSync(join(cwd, "out/json", name), "utf8"),
    );
    const csv = linesOf(join(cwd, "out/csv", name.replace("json", "csv"))).slice(1);
    for (const { name: segment } of segments) {
      expect(sums.get(`${generated_at} ${segment}`)).toBe(device_count_in_window);
      const own = csv.filter((line) => line.startsWith(`${segment},`)).map((line) => Number(line.split(",")[1]));
      expect(own.reduce((sum, n) => sum + n, 0)).toBe(device_count_in_window);
    }
  }
  expect(sums.size).toBe(96 * 8);

  // a window of an hour empties while an outage lasts: half of a supplier is gone after some slots
  const supplier = told.filter((line) => line.includes("supplier"));
  expect(supplier.slice(0, 2)).toEqual([
    expect.stringMatching(
      /^ALERT supplier: Motto is \d+, \d\d\.\d\d% below its baseline of .*2025-11-16 09:\d\d:00 UTC/,
    ),
    expect.stringMatching(/^RESOLVED supplier: Motto is \d+.*2025-11-16 12:\d\d:00 UTC/),
  ]);
  const total = supplier.slice(2);
  expect(total.filter((line) => line.startsWith("ALERT"))).not.toEqual([]);
  expect(total.every((line) => /2025-11-16 (18|19):/.test(line))).toBe(true);
  const log = linesOf(join(cwd, "alerts.log"));
  expect(log[0]).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00 \| ts=2025-11-16 18:\d\d:00 \| online=\d+ \| pct=\d+\.\d\d \| baseline=\d+\.\d\d \| drop=\d+\.\d\d%$/,
  );
  expect(log[1]).toMatch(/ts=2025-11-16 20:\d\d:00 .* \| resolved$/);
  expect(log).toHaveLength(2);
}, 120_000);
