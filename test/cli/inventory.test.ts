import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fauxmetry, filesOf, folder, inside } from "./harness.ts";

const PLANT = `name: plant
origin: 2024-01-01
inventory:
  count: 3
  id: { format: "P%03d", order: sequential }
  hierarchy: [{ name: site, fanout: 2 }]
  tags: { model: { choice: [a, b] }, place.city: Bonn, built: { date: ["2020-01-01", "2020-01-31"] } }
  columns: [{ sn: id }, site, model, place.city]
metrics: { load: { signals: [{ constant: { value: 5 } }] } }
records: [{ table: readings, columns: [timestamp, { sn: id }, site, load] }]
`;

function plant(): string {
  const directory = folder();
  writeFileSync(join(directory, "plant.yaml"), PLANT);
  return directory;
}

test("prints the columns that the scenario names, in CSV unless asked otherwise", async () => {
  const file = join(plant(), "plant.yaml");
  const { code, stdout, stderr } = await inside(["inventory", file]);
  expect([code, stderr]).toEqual([0, ""]);
  const [header, ...rows] = stdout.trimEnd().split("\n");
  expect(header).toBe("sn,site,model,place.city");
  expect(rows.map((row) => row.replace(/,[ab],/, ",?,"))).toEqual([
    "P000,site-00000,?,Bonn",
    "P001,site-00000,?,Bonn",
    "P002,site-00001,?,Bonn",
  ]);
  const columns = ["--columns", "sn,made=built"];
  expect((await inside(["inventory", file, "--format", "tsv", ...columns])).stdout).toMatch(
    /^sn\tmade\nP000\t2020-01-\d\d\n/,
  );
  const nested = (await inside(["inventory", file, "-n", "1", "--format", "ndjson"])).stdout;
  expect(nested).toBe(
    (await inside(["inventory", file, "--rows", "1", "--format", "ndjson", "--columns", "sn,site,model,place.city"]))
      .stdout,
  );
});

test("nests dotted tags in NDJSON, and the seed decides", async () => {
  const file = join(plant(), "plant.yaml");
  const args = ["inventory", file, "--columns", "id,home.city=place.city,built", "--format", "ndjson"];
  const { stdout } = await inside(args);
  expect(JSON.parse(stdout.split("\n")[0])).toEqual({ id: "P000", home: { city: "Bonn" }, built: expect.any(String) });
  expect((await inside([...args, "--now", "2024-02-01"])).stdout).toBe(stdout);
  expect((await inside([...args, "--seed", "9"])).stdout).not.toBe(stdout);
});

test("a file is written once; other content only by force; a run takes the entities from it", async () => {
  const cwd = plant();
  const args = ["inventory", "plant.yaml", "-o", "out/inventory.csv"];
  expect((await fauxmetry(cwd, args)).stderr).toBe("3 rows in out/inventory.csv, seed 1\n");
  const path = join(cwd, "out/inventory.csv");
  const before = statSync(path).mtimeMs;
  const again = await fauxmetry(cwd, args);
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("it is there already, unchanged")]);
  expect(statSync(path).mtimeMs).toBe(before);

  writeFileSync(path, readFileSync(path, "utf8").replace("P001", "mine"));
  const edited = readFileSync(path, "utf8");
  const refused = await fauxmetry(cwd, args);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("--force replaces it")]);
  expect(readFileSync(path, "utf8")).toBe(edited);

  const window = ["--start", "2024-01-01", "--end", "2024-01-01T00:01Z"];
  const run = await fauxmetry(cwd, ["run", "plant.yaml", "--inventory", "out/inventory.csv", ...window, "--to", "-"]);
  expect(
    run.stdout
      .split("\n")
      .slice(0, 2)
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { timestamp: "2024-01-01T00:00:00Z", sn: "P000", site: "site-00000", load: 5 },
    { timestamp: "2024-01-01T00:00:00Z", sn: "mine", site: "site-00000", load: 5 },
  ]);
  expect((await fauxmetry(cwd, [...args, "--force"])).code).toBe(0);
  expect(filesOf(join(cwd, "out"))).toEqual(["inventory.csv"]);
});

test.each(["parquet", "ndjson", "tsv", "csv"])("a folder and a name say the format: %s", async (format) => {
  const cwd = plant();
  const { stderr } = await fauxmetry(cwd, ["inventory", "plant.yaml", "-o", "out/", "--format", format]);
  expect(stderr).toBe(`3 rows in out/inventory.${format}, seed 1\n`);
  const named = await fauxmetry(cwd, ["inventory", "plant.yaml", "-q", "-o", `named.${format}`]);
  expect([named.code, named.stderr]).toEqual([0, ""]);
  expect(readFileSync(join(cwd, `named.${format}`))).toEqual(readFileSync(join(cwd, `out/inventory.${format}`)));
});

test("is a table that run, verify, preview and explain know", async () => {
  const cwd = plant();
  const run = ["run", "plant.yaml", "--table", "inventory", "--to", "out/{id}.csv"];
  expect((await fauxmetry(cwd, run)).code).toBe(0);
  expect(readFileSync(join(cwd, "out/P002.csv"), "utf8")).toMatch(
    /^sn,site,model,place.city\nP002,site-00001,[ab],Bonn\n$/,
  );
  expect((await fauxmetry(cwd, ["verify", "out/"])).stdout).toContain("table inventory, 3 files, 3 rows");
  expect((await fauxmetry(cwd, ["preview", "plant.yaml", "--table", "inventory"])).stdout).toMatch(/P002 +site-00001/);
  const explained = await fauxmetry(cwd, ["explain", "plant.yaml", "--table", "inventory", "--to", "x/", "--json"]);
  expect(JSON.parse(explained.stdout).tables[0]).toMatchObject({ rows: 3, exact: true, parts: 1 });
  const shards = [1, 2, 3, 4].map((i) =>
    fauxmetry(cwd, ["run", "plant.yaml", "--table", "inventory", "--to", "-", "--shard", `${i}/4`, "-q"]),
  );
  const rows = (await Promise.all(shards)).flatMap(({ stdout }) => stdout.split("\n").filter(Boolean));
  expect(rows.map((row) => JSON.parse(row).sn)).toEqual(["P000", "P001", "P002"]);
});

test.each([
  ["--table readings", "an inventory is one table"],
  ["-n 2 --rows 3", "--rows is another name of --count"],
  ["--columns id,sitte", "did you mean site?"],
  ["-o x.csv.gz", "expected a file such as inventory.csv"],
  ["-o {id}.csv", "expected a file such as inventory.csv"],
  ["-o sqlite:x.db", "expected a file such as inventory.csv"],
  ["--format cvs", "did you mean csv?"],
  ["--now yesterday", "yesterday"],
])("refuses %s", async (flags, message) => {
  const { code, stderr } = await inside(["inventory", join(plant(), "plant.yaml"), ...flags.split(" ")]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
