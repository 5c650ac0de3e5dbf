import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, test } from "vitest";
import { bytesBelow, ended, fauxmetry, filesOf, folder, killWhen, start } from "./harness.ts";

const METERS = ["live", "smart-meter", "--set", "profile=uniform", "--count", "5", "--seed", "7"];

interface Reading {
  meter_id: string;
  timestamp: string;
  reading: number;
}

function readingsOf(cwd: string): Reading[] {
  const db = new DatabaseSync(join(cwd, "x.db"));
  try {
    return db.prepare("SELECT * FROM readings ORDER BY timestamp, meter_id").all() as unknown as Reading[];
  } finally {
    db.close();
  }
}

/** What a run of the same scenario has between two instants. */
async function expected(cwd: string, args: readonly string[], from: string, to: string): Promise<Reading[]> {
  const run = ["run", ...args.slice(1), "--start", from, "--end", to, "--to", "-", "--order", "time", "-q"];
  const { stdout } = await fauxmetry(cwd, run);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Reading)
    .sort((a, b) =>
      a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : a.meter_id < b.meter_id ? -1 : 1,
    );
}

describe("a store that is killed again and again", () => {
  const args = [...METERS, "--interval", "100ms", "--columns", "timestamp,meter_id=id,reading"];

  test("has every row once, with the values of an uninterrupted run, through backfill, seam and live", async () => {
    const cwd = folder();
    const to = ["--to", "sqlite:x.db"];
    for (let kill = 0; kill < 15; kill++) {
      // from the opening of the database on, at any moment of the first seconds
      const child = start(cwd, [...args, "--from", "now-10m", ...to, "-q"]);
      const limit = bytesBelow(cwd) + 4096 + ((kill * 7919) % 60) * 4096;
      let looks = 0;
      await killWhen(child, () => bytesBelow(cwd) > limit || looks++ > 30 + kill * 3);
    }
    const last = await fauxmetry(cwd, [...args, ...to, "--once"]);
    expect(last.code).toBe(0);
    const rows = readingsOf(cwd);
    const [first] = rows;
    const end = new Date(Date.parse(rows.at(-1)!.timestamp) + 100).toISOString();
    const whole = await expected(cwd, args, first.timestamp, end);
    expect(rows.map((row) => ({ ...row }))).toEqual(whole);
    expect(rows.length % 5).toBe(0);
    expect(rows.length).toBeGreaterThan(5 * 6000);
  }, 300_000);
});

describe("files that grow", () => {
  const args = [...METERS, "--interval", "1s", "--columns", "timestamp,meter_id=id,reading"];

  test("a line that a crash has left half is cut, and written again", async () => {
    const cwd = folder();
    const to = ["--from", "now-30s", "--to", "out/{date}.ndjson", "--once", "-q"];
    expect(await fauxmetry(cwd, [...args, ...to])).toMatchObject({ code: 0, stdout: "", stderr: "" });
    const [name] = filesOf(join(cwd, "out")).filter((file) => !file.startsWith(".fauxmetry"));
    const path = join(cwd, "out", name);
    const before = readFileSync(path, "utf8");
    appendFileSync(path, '{"timestamp":"2024-');
    expect((await fauxmetry(cwd, [...args, ...to])).code).toBe(0);
    const after = readFileSync(path, "utf8");
    expect(after.startsWith(before)).toBe(true);
    const lines = after
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(new Set(lines.map(({ timestamp, meter_id }) => `${timestamp} ${meter_id}`)).size).toBe(lines.length);
  });

  test("a file that is not of this scenario is left alone", async () => {
    const cwd = folder();
    appendFileSync(join(cwd, "x.ndjson"), "mine\n");
    const { code, stderr } = await fauxmetry(cwd, [...args, "--from", "now-30s", "--to", "x.ndjson", "--once"]);
    expect(code).toBe(1);
    expect(stderr).toContain("x.ndjson is there already");
    expect(readFileSync(join(cwd, "x.ndjson"), "utf8")).toBe("mine\n");
  });
});

test("SIGTERM ends it at once, with everything stored and exit code 0", async () => {
  const cwd = folder();
  const child = start(cwd, [
    ...METERS,
    "--interval",
    "1s",
    "--columns",
    "timestamp,meter_id=id,reading",
    "--from",
    "now-1m",
    "--to",
    "sqlite:x.db",
  ]);
  let told = "";
  const listen = (chunk: Buffer): void => {
    told += chunk;
    if (!told.includes("live from here")) return;
    child.stderr?.off("data", listen);
    child.kill("SIGTERM");
  };
  child.stderr?.on("data", listen);
  expect(await ended(child)).toMatchObject({ code: 0, signal: null });
  expect(readingsOf(cwd).length % 5).toBe(0);
});

test.each([
  [["--to", "sqlite:/nowhere/x.db"], 1, "could not open /nowhere/x.db"],
  [["--to", "x.parquet"], 2, "live files grow line by line"],
  [[], 2, "where to?"],
  [["--to", "sqlite:x.db", "--speed", "0"], 2, "above 0"],
  [["--to", "sqlite:x.db", "--columns", "reading"], 1, "has no key"],
])("%j is refused", async (more, code, message) => {
  const { code: found, stderr } = await fauxmetry(folder(), [...METERS, "--once", ...more]);
  expect(stderr).toContain(message);
  expect(found).toBe(code);
});
