import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import { run } from "../../src/engine/run.ts";
import { rowsOf } from "../support/rows.ts";
import { type Python, pythonWith } from "./python.ts";

let python: Python;
let folder: string;

/** Prints what pyarrow makes of a Parquet file: types, metadata, and rows as JSON. */
const READER = `
import json, sys, datetime, decimal
import pyarrow.parquet as pq
file = pq.ParquetFile(sys.argv[1])
def plain(value):
    if isinstance(value, datetime.datetime): return round(value.timestamp() * 1000)
    if isinstance(value, decimal.Decimal): return float(value)
    return value
table = file.read()
print(json.dumps({
    "types": {field.name: str(field.type) for field in table.schema},
    "metadata": {key.decode(): value.decode() for key, value in (file.schema_arrow.metadata or {}).items() if key.startswith(b"fauxmetry")},
    "groups": file.metadata.num_row_groups,
    "statistics": file.metadata.row_group(0).column(2).statistics is not None,
    "rows": [{name: plain(value) for name, value in row.items()} for row in table.to_pylist()],
}))
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fauxmetry-pyarrow-"));
  python = pythonWith("pyarrow", "pyarrow==26.0.1");
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plan = compile(
  {
    name: "x",
    seed: 5,
    origin: "2024-01-01",
    interval: "1m",
    start: "2024-01-02",
    end: "2024-01-03T12:00",
    inventory: { count: 7, tags: { site: { choice: ["north", "süd", 'a "b", c'] }, size: { integer: [-3, 70000] } } },
    metrics: {
      level: { decimals: 2, signals: [{ walk: { sd: 5 } }] },
      flag: { decimals: 0, signals: [{ bernoulli: { probability: 0.2 } }] },
      tall: { decimals: 6, signals: [{ constant: { value: 1e6 } }, { normal: { mean: 0, sd: 1000 } }] },
    },
    faults: [{ id: "lost", metrics: ["level"], effect: { dropout: { share: 0.1 } } }],
  },
  catalogs,
);

describe.each(["zstd", "snappy", "none"])("Parquet with %s", (compression) => {
  test.each(["double", "decimal"])("is read back equal by pyarrow, numbers as %s", async (numbers) => {
    if (python.missing && process.env.CI) throw new Error(python.missing);
    if (python.missing) return console.warn(`skipped: ${python.missing}`);
    const path = join(folder, `${compression}-${numbers}.parquet`);
    const options = { url: path, formatOptions: { numbers }, compress: compression };
    await run(plan, plan.tables[0], catalogs, options, { workers: 1 });
    const found = JSON.parse(python.run(READER, path));
    expect(found.types).toMatchObject({
      timestamp: expect.stringMatching(/^timestamp\[(ms|us), tz=UTC\]$/),
      id: "string",
      level: numbers === "double" ? "double" : expect.stringMatching(/^decimal128\(\d+, 2\)$/),
    });
    expect(found.metadata["fauxmetry.hash"]).toBe(plan.hash);
    expect(found.statistics).toBe(true);
    expect(found.rows).toEqual(rowsOf(plan));
  });
});
