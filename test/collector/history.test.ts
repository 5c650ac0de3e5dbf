import { join } from "node:path";
import { expect, test } from "vitest";
import { readHistory } from "../../src/collector/history.ts";
import type { SegmentRow } from "../../src/collector/snapshot.ts";
import { openTimeseries } from "../../src/collector/timeseries.ts";
import { folder } from "../cli/harness.ts";

const row = (segment: string, count: number, ...dimensions: [string, string][]): SegmentRow => ({
  segment,
  count,
  dimensions,
});

test("the newest snapshots are laid out by segment and group, whatever their names are", async () => {
  const path = join(folder(), "it's.db");
  const table = await openTimeseries(path, 1000);
  for (const [i, bell] of [1, 2, 3].entries())
    table.replace({
      ts: `2026-01-01 00:0${i}:00`,
      rows: [
        row("Type", 10 * bell, ["type", 'A"T\\M'], ["model", ""]),
        row("Supplier", bell, ["supplier", "Bell, Söhne | O'Neil"]),
        ...(i === 2 ? [row("Supplier", 7, ["supplier", "new"])] : []),
        row("all", 100),
      ],
    });
  table.close();
  const at = (minute: number) => Date.UTC(2026, 0, 1, 0, minute);
  expect(await readHistory(path, 2)).toEqual({
    times: [at(1), at(2)],
    segments: [
      {
        name: "Supplier",
        groups: [
          { name: "supplier=Bell, Söhne | O'Neil", counts: [2, 3] },
          { name: "supplier=new", counts: [0, 7] },
        ],
      },
      { name: "Type", groups: [{ name: 'type=A"T\\M | model=(blank)', counts: [20, 30] }] },
      { name: "all", groups: [{ name: "", counts: [100, 100] }] },
    ],
  });
});

test("while a long history is read, others have their turn", async () => {
  const path = join(folder(), "fleet.db");
  const table = await openTimeseries(path, 1000);
  for (let i = 0; i < 20; i++)
    table.replace({ ts: new Date(i * 60_000).toISOString().slice(0, 19).replace("T", " "), rows: [row("all", i)] });
  table.close();
  let turns = 0;
  let done = false;
  const other = () => {
    turns++;
    if (!done) setImmediate(other);
  };
  setImmediate(other);
  await readHistory(path, 20);
  done = true;
  expect(turns).toBeGreaterThanOrEqual(20);
});
