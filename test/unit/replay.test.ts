import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, it, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { ScenarioError } from "../../src/core/error.ts";
import { compile } from "../../src/engine/compile.ts";
import { createEvaluator } from "../../src/engine/evaluate.ts";

const folder = mkdtempSync(join(tmpdir(), "replay-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CSV =
  "time,load,note\n2024-01-01T00:00Z,10,x\n2024-01-01T02:00Z,30,y\n2024-01-01T03:00Z,,z\n2024-01-01T04:00Z,20,x\n";
writeFileSync(join(folder, "load.csv"), CSV);
writeFileSync(join(folder, "epoch.csv"), "t;v\n1704067200;1\n1704070800;2\n");
writeFileSync(join(folder, "late.csv"), "time,v\n2024-01-02,1\n2024-01-01,2\n");

function plan(replay: object) {
  const scenario = {
    name: "replay",
    origin: "2024-01-01",
    start: "2024-01-01",
    end: "2024-01-02",
    interval: "1h",
    inventory: { count: 1 },
    metrics: { x: { decimals: 6, signals: [{ replay }] } },
  };
  return compile(scenario, catalogs, { directory: folder });
}

function hours(replay: object, tick = 0, ticks = 8): number[] {
  const evaluator = createEvaluator(plan(replay), [0], ticks);
  evaluator.run(0, tick, ticks);
  return [...evaluator.quanta(0).slice(0, ticks)].map((q) => q / 1e6);
}

function refusal(replay: object): [path: string, message: string] {
  try {
    plan(replay);
  } catch (error) {
    const [issue] = (error as ScenarioError).issues;
    return [issue.path.join("."), `${issue.message} ${issue.suggestion ?? ""}`];
  }
  throw new Error("not refused");
}

describe("replay of a CSV file", () => {
  const load = { from: "load.csv", column: "load" };
  it("takes a row a tick, leaves out rows without a value and begins again", () => {
    // the period is the four rows: from the last, 20, it is one tick to the first
    expect(hours(load)).toEqual([10, 30, 25, 20, 10, 30, 25, 20]);
    expect(hours({ ...load, interpolation: "step" }, -4)).toEqual([10, 30, 30, 20, 10, 30, 30, 20]);
  });
  it("takes the time between rows, or the rows' own", () => {
    expect(hours({ ...load, every: "2h" }, 0, 9)).toEqual([10, 20, 30, 27.5, 25, 22.5, 20, 15, 10]);
    // three rows with a value over four hours: the last lasts two more
    expect(hours({ ...load, time: "time" })).toEqual([10, 20, 30, 25, 20, 15, 10, 20]);
    expect(hours({ ...load, time: "time", end: "hold" }, -1)).toEqual([10, 10, 20, 30, 25, 20, 20, 20]);
    expect(hours({ from: "epoch.csv", column: "v", time: "t" }, 0, 4)).toEqual([1, 2, 1, 2]);
  });
  it("is part of the scenario: other bytes, another hash", () => {
    const before = plan(load).hash;
    writeFileSync(join(folder, "load.csv"), CSV.replace("30", "31"));
    expect(plan(load).hash).not.toBe(before);
    writeFileSync(join(folder, "load.csv"), CSV);
    expect(plan(load).hash).toBe(before);
  });
});

test("a Parquet file is read as what it holds, whoever wrote it and however it is compressed", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    "create table t as select timestamp '2024-01-01' + interval (i) hour as time, cast(i % 7 as double) as load, i as whole, case when i % 2 = 0 then i::float end as sparse, [i] as list from range(5000) r(i)",
  );
  for (const codec of ["uncompressed", "snappy", "gzip", "zstd", "brotli"]) {
    const path = join(folder, `${codec}.parquet`);
    await connection.run(`copy t to '${path}' (format parquet, codec '${codec}', row_group_size 2048)`);
    const from = `${codec}.parquet`;
    expect(hours({ from, column: "load", time: "time" }, 4995, 6)).toEqual(
      [4, 5, 6, 0, 1, 0].map((_, i) => (i < 5 ? (4995 + i) % 7 : 0)),
    );
    expect(hours({ from, column: "whole" }, 3000, 3)).toEqual([3000, 3001, 3002]);
    expect(hours({ from, column: "sparse" }, 4, 4)).toEqual([4, 5, 6, 7]);
  }
  await connection.run(
    `copy (select 'M' || i as meter_id, i % 2 = 0 as odd, i / 4 as load from range(3) r(i)) to '${join(folder, "fleet.parquet")}' (format parquet)`,
  );
  const inventory = { from: "fleet.parquet" };
  const metrics = { x: { signals: [{ constant: { value: { tag: "load" } } }] } };
  const fleet = compile({ name: "fleet", inventory, metrics }, catalogs, { directory: folder }).inventory;
  expect([0, 1, 2].map((e) => [fleet.idOf(e), ...fleet.tags.map((tag) => tag.at(e))])).toEqual([
    ["M0", true, 0],
    ["M1", false, 0.25],
    ["M2", true, 0.5],
  ]);
  expect(refusal({ from: "zstd.parquet", column: "list" })).toEqual([
    "metrics.x.signals.0.replay.column",
    expect.stringContaining("there are time, load, whole, sparse"),
  ]);
  connection.closeSync();
});

describe("replay refuses, where it stands", () => {
  const at = (option: string) => `metrics.x.signals.0.replay.${option}`;
  test.each([
    [{ from: "laod.csv", column: "load" }, "from", "did you mean load.csv?"],
    [{ from: "load.csv", column: "laod" }, "column", "load"],
    [{ from: "load.csv", column: "load", time: "tme" }, "time", "time"],
    [{ from: "load.csv", column: "note" }, "column", 'load.csv:2: expected a number in `note`, found "x"'],
    [{ from: "load.csv", column: "load", time: "note" }, "time", "load.csv:2"],
    [
      { from: "late.csv", column: "v", time: "time" },
      "time",
      "late.csv:3: expected an instant after the one of late.csv:2",
    ],
    [{ from: "load.csv", column: "load", time: "time", every: "1h" }, "every", "not both"],
  ])("%j", (options, option, message) => {
    const [path, text] = refusal(options);
    expect(path).toBe(at(option));
    expect(text).toContain(message);
  });
  test("a file that is not whole", () => {
    writeFileSync(join(folder, "cut.parquet"), "PAR1 and no more");
    expect(refusal({ from: "cut.parquet", column: "v" })[1]).toContain("cannot read cut.parquet as Parquet");
  });
});
