import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inside } from "../cli/harness.ts";
import { type Python, pythonWith } from "./python.ts";

let python: Python;
let folder: string;
beforeAll(() => {
  python = pythonWith("pandas", "pandas==3.0.6", "pyarrow==26.0.1");
  folder = mkdtempSync(join(tmpdir(), "fauxmetry-pandas-"));
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads the folder as its README says, and tells what pandas and pyarrow make of it. */
const READER = `
import sys, json
import pandas as pd, pyarrow.csv as pc, pyarrow.parquet as pq
folder = sys.argv[1]
devices = pd.read_csv(folder + "/inventory.csv", dtype=str)
times = ["start_time", "end_time"]
csv = pd.read_csv(folder + "/data-2023-02-27.csv", parse_dates=times)
parquet = pd.read_parquet(folder + "/data-2023-02-27.parquet")
for time in times:
    csv[time] = csv[time].astype("datetime64[ms]")
    parquet[time] = parquet[time].astype("datetime64[ms]")
for column in csv.columns:
    if column not in times + ["measurement_value"]:
        csv[column] = csv[column].astype(str)
        parquet[column] = parquet[column].astype(str)
pd.testing.assert_frame_equal(csv, parquet, check_dtype=False)
joined = csv.merge(devices, how="left", on=list(devices.columns), indicator=True)
wide = csv.pivot(index=["sn", "start_time"], columns="unit", values="measurement_value")
print(json.dumps({
    "rows": len(csv), "pyarrow": pc.read_csv(folder + "/data-2023-02-27.csv").num_rows,
    "columns": list(pq.ParquetFile(folder + "/data-2023-02-27.parquet").schema_arrow.names),
    "orphans": int((joined["_merge"] != "both").sum()), "servers": int(csv["sn"].nunique()),
    "sorted": bool(csv[["start_time", "sn"]].apply(tuple, axis=1).is_monotonic_increasing),
    "correlation": float(wide["W"].rank().corr(wide["%"].rank())),
}))
`;

test("a folder of power is the same to pandas from CSV and from Parquet, and joins to its inventory", async () => {
  if (python.missing && process.env.CI) throw new Error(python.missing);
  if (python.missing) return console.warn(`skipped: ${python.missing}`);
  const directory = join(folder, "data");
  const day = ["run", "power", "--directory", directory, "--date", "2023-02-27", "-q"];
  expect((await inside(["inventory", "power", "--directory", directory, "--count", "400", "-q"])).code).toBe(0);
  expect((await inside(day)).code).toBe(0);
  expect((await inside([...day, "--format", "parquet"])).code).toBe(0);
  const found = JSON.parse(python.run(READER, directory));
  expect(found).toMatchObject({ rows: 19_200, pyarrow: 19_200, orphans: 0, servers: 400, sorted: true });
  expect(found.columns).toEqual(
    "sn,model,product_id,location,start_time,end_time,measurement_value,unit,name".split(","),
  );
  expect(found.correlation).toBeGreaterThan(0.2);
});
