import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { filesOf, folder, inside } from "./harness.ts";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(":memory:")).connect();
});

async function query(sql: string): Promise<unknown[][]> {
  const reader = await duckdb.runAndReadAll(sql);
  return reader.getRowsJson();
}

async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await inside(args);
  expect([code, args.includes("-q") ? stderr : ""]).toEqual([0, ""]);
  return stdout;
}

/** A folder with an inventory of so many servers. */
async function servers(count: number): Promise<string> {
  const directory = join(folder(), "data");
  await done("inventory", "power", "--directory", directory, "--count", `${count}`, "-q");
  return directory;
}

const run = (directory: string, ...more: string[]) => done("run", "power", "--directory", directory, "-q", ...more);
const dataOf = (directory: string) => filesOf(directory).filter((name) => name.startsWith("data-"));
const linesOf = (directory: string, name = dataOf(directory)[0]) =>
  readFileSync(join(directory, name), "utf8").trimEnd().split("\n");

describe("inventory --directory", () => {
  test("makes the folder, an inventory in order of serials, and a README that programs can read", async () => {
    const directory = await servers(20);
    expect(filesOf(directory)).toEqual(["README.md", "inventory.csv"]);
    const [header, ...rows] = linesOf(directory, "inventory.csv");
    expect(header).toBe("sn,model,product_id,location");
    expect(rows).toHaveLength(20);
    expect(rows).toEqual([...rows].sort());
    for (const row of rows)
      expect(row).toMatch(/^[A-Z]{3}\d{5}[A-Z]{2},[^,]+,[A-Z]{2}\d{4}-\d{2},[A-Z]{2}-[A-Z]{2}-\d\d$/);
    const readme = readFileSync(join(directory, "README.md"), "utf8");
    expect(readme).toMatch(
      /^---\nglcp_customer_id: [0-9a-f]{32}\ndevices: inventory\.csv\ndata: data-\*-\*-\*\.csv\nupdate: 24 hr\n---\n/,
    );
    for (const heading of ["Description", "Metadata", "Deployment"]) expect(readme).toContain(`\n## ${heading}\n`);
    for (const column of ["start_time", "end_time", "measurement_value"]) expect(readme).toContain(`\`${column}\``);
  });

  test("gives the same bytes again, and replaces what was edited only by force", async () => {
    const directory = await servers(5);
    const make = (...more: string[]) =>
      inside(["inventory", "power", "--directory", directory, "--count", "5", ...more]);
    const before = linesOf(directory, "inventory.csv");
    const again = await make();
    expect(again.code).toBe(0);
    expect(again.stderr.match(/already, unchanged/g)).toHaveLength(2);
    for (const name of ["inventory.csv", "README.md"]) {
      appendFileSync(join(directory, name), "mine\n");
      const refused = await make();
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(`${name} exists already`);
      expect(readFileSync(join(directory, name), "utf8")).toContain("mine");
      expect((await make("--force")).code).toBe(0);
    }
    expect(linesOf(directory, "inventory.csv")).toEqual(before);
    const other = join(folder(), "new", "data");
    await done("inventory", "power", "--directory", other, "--count", "5", "--seed", "2", "-q");
    expect(linesOf(other, "inventory.csv")).not.toEqual(before);
    expect(linesOf(other, "README.md")[1]).not.toBe(linesOf(directory, "README.md")[1]);
    expect((await make("--output", "x.csv")).stderr).toContain("--directory is where inventory.csv goes");
  });

  test("takes models and locations from files, and refuses those without the columns it needs", async () => {
    const directory = folder();
    const models = join(directory, "models.csv");
    // with a byte order mark and CRLF, as spreadsheets write it
    writeFileSync(
      models,
      "\uFEFFtype,model,product_id,rated_power,idle_power,cores,fans\r\n1U,Mine,M-1,400,100,8,3\r\n",
    );
    const data = join(directory, "data");
    await done("inventory", "power", "--directory", data, "--count", "3", "--set", `models=${models}`, "-q");
    for (const row of linesOf(data, "inventory.csv").slice(1)) expect(row).toContain(",Mine,M-1,");
    await run(data, "--date", "2023-02-27", "--set", `models=${models}`);
    expect(linesOf(data)).toHaveLength(1 + 3 * 24 * 2);
    writeFileSync(models, "type,model,product_id,rated_power\n1U,Mine,M-1,400\n");
    const without = await inside([
      "run",
      "power",
      "--directory",
      data,
      "--date",
      "2023-02-28",
      "--set",
      `models=${models}`,
    ]);
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("no tag `idle_power`")]);
    const unknown = await inside(["run", "power", "--directory", data, "--date", "2023-02-28"]);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('the `product_id` "M-1", which no row'),
    ]);
  });
});

describe("run --directory", () => {
  test("makes 400 servers x 24 hours x 2 measurements, in order, without orphans, alike in CSV and Parquet", async () => {
    const directory = await servers(400);
    await run(directory, "--date", "2023-02-27");
    await run(directory, "--date", "2023-02-27", "--format", "parquet");
    expect(dataOf(directory)).toEqual(["data-2023-02-27.csv", "data-2023-02-27.parquet"]);
    const [inventory, csv, parquet] = ["inventory.csv", "data-2023-02-27.csv", "data-2023-02-27.parquet"].map(
      (name) => `'${join(directory, name)}'`,
    );
    const rows = linesOf(directory, "data-2023-02-27.csv").slice(1);
    expect(rows).toHaveLength(19_200);
    const keys = rows
      .map((row) => row.split(","))
      .map(([sn, , , , start, end, , unit, name]) => ({ sn, start, end, unit, name }));
    keys.forEach(({ sn, start, end, unit, name }, i) => {
      const hour = Math.floor(i / 800);
      const at = (h: number) => new Date(Date.UTC(2023, 1, 27, h)).toISOString().slice(0, 19).replace("T", " ");
      const what = i % 2 === 0 ? ["server cpu utilization", "%"] : ["server power", "W"];
      if (start !== at(hour) || end !== at(hour + 1) || name !== what[0] || unit !== what[1]) throw new Error(rows[i]);
      if (i % 800 > 1 && sn < keys[i - 2].sn) throw new Error(`${sn} after ${keys[i - 2].sn}`);
    });
    const [[orphans, idle, joined]] = await query(`
      SELECT (SELECT count(*) FROM ${csv} d ANTI JOIN ${inventory} i USING (sn, model, product_id, location)),
             (SELECT count(*) FROM ${inventory} i ANTI JOIN ${csv} d USING (sn)),
             (SELECT count(*) FROM ${csv} JOIN ${inventory} USING (sn))`);
    expect([orphans, idle, joined].map(Number)).toEqual([0, 0, 19_200]);
    const columns =
      "sn, model, product_id, location, start_time::TIMESTAMP, end_time::TIMESTAMP, measurement_value::DOUBLE, unit, name";
    await duckdb.run("SET TimeZone = 'UTC'");
    const [[apart]] = await query(`
      SELECT count(*) FROM (
        (SELECT ${columns} FROM ${csv} EXCEPT ALL SELECT ${columns} FROM ${parquet}) UNION ALL
        (SELECT ${columns} FROM ${parquet} EXCEPT ALL SELECT ${columns} FROM ${csv}))`);
    expect(Number(apart)).toBe(0);
    const [[correlation]] = await query(`
      SELECT avg(r) FROM (
        SELECT sn, corr(p.measurement_value, u.measurement_value) r FROM ${csv} p JOIN ${csv} u USING (sn, start_time)
        WHERE p.unit = 'W' AND u.unit = '%' GROUP BY sn HAVING stddev(u.measurement_value) > 1)`);
    expect(Number(correlation)).toBeGreaterThan(0.95);
    expect(await done("verify", directory)).toMatch(/^ok .*19,200 rows\nok .*19,200 rows\n$/);
  });

  test("makes one hour, some days, with fuzz, end times alone, or all quoted in the other columns", async () => {
    const directory = await servers(3);
    await run(directory, "--date", "2023-02-27T05");
    expect(linesOf(directory, "data-2023-02-27T05.csv")).toHaveLength(7);
    expect(linesOf(directory, "data-2023-02-27T05.csv")[1]).toContain(",2023-02-27 05:00:00,2023-02-27 06:00:00,");
    await run(directory, "--date", "2023-02-28T23", "--end", "--interval", "600");
    expect(linesOf(directory, "data-2023-02-28T23.csv")[0]).toBe(
      "sn,model,product_id,location,end_time,measurement_value,unit,name",
    );
    expect(linesOf(directory, "data-2023-02-28T23.csv").at(-1)).toContain(",2023-03-01 00:00:00,");
    await run(directory, "--date", "2024-02-28", "--days", "3", "--end-only");
    expect(dataOf(directory).filter((name) => name.startsWith("data-2024"))).toEqual([
      "data-2024-02-28.csv",
      "data-2024-02-29.csv",
      "data-2024-03-01.csv",
    ]);
    await run(directory, "--date", "2023-05-01", "--fuzz", "1800", "--interval");
    const [, begin, end] = /,(2023-05-01 00:[^,]+),([^,]+),/.exec(linesOf(directory, "data-2023-05-01.csv")[1])!;
    expect(begin).toMatch(/00:[0-2]\d:\d\d\.\d{3}$/);
    expect(linesOf(directory, "data-2023-05-01.csv")[7]).toContain(`,${end},`);
    await run(directory, "--date", "2023-06-01", "--set", "layout=typed", "--format-option", "quote=all");
    expect(linesOf(directory, "data-2023-06-01.csv").slice(0, 2)).toEqual([
      '"sn","model","product_id","location","start_time","end_time","source","type","unit","value"',
      expect.stringMatching(
        /^("[^"]+",){4}"2023-06-01 00:00:00","2023-06-01 01:00:00","iLo","server cpu utilization","%","[\d.]+"$/,
      ),
    ]);
    expect(await done("verify", directory)).not.toContain("not ok");
  });

  test("reads an inventory that was edited or made elsewhere, its columns with it", async () => {
    const directory = await servers(3);
    const [, ...rows] = linesOf(directory, "inventory.csv");
    writeFileSync(
      join(directory, "inventory.csv"),
      `sn,model,product_id,location,rack,role\n${rows[2]},R7,spare\n"Z,1",Own,KT2009-01,DE-HE-01,R9,steady\n${rows[0]},R8,web\n`,
    );
    await run(directory, "--date", "2023-02-27", "--columns", "sn,rack,role,name,measurement_value");
    const made = linesOf(directory)
      .slice(1, 7)
      .map((line) => line.replace(/,[^,]*,[\d.]+$/, ""));
    const [first, last] = [rows[0], rows[2]].map((row) => row.split(",")[0]);
    expect(made).toEqual([
      `${first},R8,web`,
      `${first},R8,web`,
      `${last},R7,spare`,
      `${last},R7,spare`,
      '"Z,1",R9,steady',
      '"Z,1",R9,steady',
    ]);
  });

  test("gives a server the values that it has without a folder", async () => {
    const directory = await servers(5);
    await run(directory, "--date", "2023-02-27");
    const day = ["--start", "2023-02-27", "--end", "2023-02-27", "--format", "csv", "-q"];
    const plain = (await done("run", "power", "--count", "5", "--to", "-", ...day)).trimEnd().split("\n");
    expect([...linesOf(directory)].sort()).toEqual(plain.sort());
  });

  const refused: [string[], RegExp][] = [
    [["--date", "2023-02-30"], /--date 2023-02-30: expected a day from 01 to 28 in 2023-02/],
    [["--date", "2023-2-3"], /--date 2023-2-3: expected a day such as 2024-01-31, or one hour/],
    [["--date", "2023-02-27T24"], /--date 2023-02-27T24: expected a time of day/],
    [["--date", "2023-02-27T05", "--days", "2"], /leave out the hour/],
    [["--days", "2"], /--days 2 needs --date/],
    [["--end"], /--end without a value needs --date/],
    [["--interval"], /--interval without a value needs --date/],
    [["--date", "2023-02-27", "--start", "2023-01-01"], /--date gives start and end; it excludes --start/],
    [["--date", "2023-02-27", "--last", "1d"], /excludes --/],
    [["--date", "2023-02-27", "--interval", "0"], /--interval 0: expected a duration above 0/],
    [["--date", "2023-02-27", "--interval", "600", "--fuzz", "301"], /--fuzz 301: at most half the interval of 600s/],
    [["--date", "2023-02-27", "--fuzz", "-1"], /--fuzz -1: expected a duration of 0 or more/],
    [["--date", "2023-02-27", "--to", "x.csv"], /--directory is where rows go .* excludes --to/],
    [["--date", "2023-02-27", "--days", "0"], /Expected a number from 1/],
  ];
  test.each(refused)("refuses %j", async (args, message) => {
    const directory = await servers(2);
    const { code, stderr } = await inside(["run", "power", "--directory", directory, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(dataOf(directory)).toEqual([]);
  });

  test("needs an inventory, and says how to make one", async () => {
    const directory = join(folder(), "none");
    const { code, stderr } = await inside(["run", "power", "--directory", directory, "--date", "2023-02-27"]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`fauxmetry inventory <scenario> --directory ${directory}`),
    ]);
  });

  test("end times alone need a begin to leave out", async () => {
    const { code, stderr } = await inside(["run", "waveforms", "--end-only", "--to", "null:"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--end-only: no table")]);
  });
});

describe("verify", () => {
  const names = async (change: (directory: string) => void): Promise<string> => {
    const directory = await servers(4);
    await run(directory, "--date", "2023-02-27");
    // a folder that was moved is checked by what is in it
    const moved = join(folder(), "moved");
    cpSync(directory, moved, { recursive: true });
    change(moved);
    const { code, stdout } = await inside(["verify", moved]);
    expect(code).toBe(1);
    return stdout;
  };
  const edit = (name: string, how: (lines: string[]) => void) => (directory: string) => {
    const lines = readFileSync(join(directory, name), "utf8").split("\n");
    how(lines);
    writeFileSync(join(directory, name), lines.join("\n"));
  };
  const data = "data-2023-02-27.csv";

  test("names the first row that refers to nothing in the inventory", async () => {
    const stdout = await names(edit("inventory.csv", (lines) => lines.splice(2, 1)));
    expect(stdout).toMatch(/data-2023-02-27\.csv:4: "[A-Z]{3}\d{5}[A-Z]{2}" is not in the inventory/);
  });
  test("names the first server, time and measurement that is missing", async () => {
    expect(
      await names(edit("inventory.csv", (lines) => lines.splice(1, 0, "NEW,Kestrel 200 Gen9,KT2009-01,DE-HE-01"))),
    ).toContain("data-2023-02-27.csv: no row of NEW, 2023-02-27T00:00:00.000Z, server cpu utilization");
    expect(await names(edit(data, (lines) => lines.splice(10, 1)))).toMatch(
      /no row of [A-Z0-9]{10}, 2023-02-27T01:00:00\.000Z, server power/,
    );
  });
  test("names the first that is there twice, or at another time, or of something else", async () => {
    expect(await names(edit(data, (lines) => lines.splice(10, 0, lines[9])))).toMatch(
      /data-2023-02-27\.csv:11: a row of [A-Z0-9]{10}, 2023-02-27 01:00:00, server cpu utilization too many/,
    );
    expect(
      await names(edit(data, (lines) => (lines[5] = lines[5].replace("2023-02-27 00", "2023-02-26 00")))),
    ).toContain('data-2023-02-27.csv:6: there is no time "2023-02-26 00:00:00" in this file');
    expect(await names(edit(data, (lines) => (lines[5] = lines[5].replace("utilization", "use"))))).toContain(
      'data-2023-02-27.csv:6: there is no measurement "server cpu use"',
    );
  });
  test("knows the hours that come twice when clocks go back", async () => {
    const directory = await servers(2);
    await run(directory, "--date", "2023-10-29", "--zone", "Europe/Berlin");
    expect(linesOf(directory)).toHaveLength(1 + 2 * 2 * 25);
    expect(await done("verify", directory)).toMatch(/^ok /);
  });
});
