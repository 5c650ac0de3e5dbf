import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bytesBelow, contentOf, fauxmetry, filesOf, folder, shell, stopMidway, words } from "./harness.ts";

const METERS = [
  "--set",
  "profile=uniform",
  "--start",
  "2024-01-01",
  "--end",
  "2024-01-02",
  "--seed",
  "7",
  "--count",
  "30",
];

describe("a run that ended between two steps of finishing", () => {
  const args = ["run", "smart-meter", ...METERS, "--to", "out/x.csv", "--order", "entity", "--workers", "1", "-q"];

  test("the file has its name, but that is not on record", async () => {
    const [whole, cwd] = [folder(), folder()];
    await fauxmetry(whole, args);
    await stopMidway(cwd, args, 0.5 * bytesBelow(whole));
    const state = join(cwd, "out/.fauxmetry");
    const unfinished = readdirSync(state).find((name) => name.endsWith(".unfinished"))!;
    rmSync(join(state, unfinished), { recursive: true });
    copyFileSync(join(whole, "out/x.csv"), join(cwd, "out/x.csv"));
    expect((await fauxmetry(cwd, [...args, "--resume"])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(contentOf(whole));
  });

  test("the manifest stands, but the journal does too", async () => {
    const cwd = folder();
    await fauxmetry(cwd, args);
    const before = contentOf(cwd);
    const state = join(cwd, "out/.fauxmetry");
    const run = filesOf(state)[0].replace(/\.json$/, "");
    writeFileSync(join(state, `${run}.journal`), '{"run":"x","request":"x","now":0}\n');
    mkdirSync(join(state, `${run}.unfinished`));
    expect((await fauxmetry(cwd, [...args, "--resume"])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(before);
    expect(existsSync(join(state, `${run}.unfinished`))).toBe(false);
  });

  test("the last line of the journal is torn", async () => {
    const [whole, cwd] = [folder(), folder()];
    await fauxmetry(whole, args);
    await stopMidway(cwd, args, 0.6 * bytesBelow(whole));
    const state = join(cwd, "out/.fauxmetry");
    const journal = join(state, readdirSync(state).find((name) => name.endsWith(".journal"))!);
    writeFileSync(journal, readFileSync(journal, "utf8").slice(0, -10));
    expect((await fauxmetry(cwd, [...args, "--resume"])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(contentOf(whole));
  });
});

describe("a file that was made is gone when a run continues", () => {
  const days = ["run", "smart-meter", ...METERS, "--to", "out/{date}.csv", "--order", "entity", "--workers", "1", "-q"];

  test.each(["1", "2"])("with %s threads it is made again, and the rest is whole", async (workers) => {
    const [whole, cwd] = [folder(), folder()];
    await fauxmetry(whole, days);
    await stopMidway(cwd, days, 0.8 * bytesBelow(whole));
    rmSync(join(cwd, "out/2024-01-01.csv"), { force: true });
    expect((await fauxmetry(cwd, [...days, "--resume", "--workers", workers])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(contentOf(whole));
  });
});

describe("a file that grows beyond what there is room for", () => {
  const run = "$F run smart-meter --start 2024-01-01 --end 2024-01-01 --count 100 --order entity -q --to out/x.ndjson";

  // a limit on the size of files stands for a disk that is full; what is stored by then can be continued
  test.each(["1", "2"])("with %s threads: that is told once, and what was stored is continued", async (workers) => {
    const [whole, cwd] = [folder(), folder()];
    await shell(whole, run);
    const full = await shell(cwd, `ulimit -f 40000; ${run} --workers ${workers}`);
    expect(full.stderr).toMatch(/^error: \[sink:file\] could not append to out\/x\.ndjson: EFBIG.*\n$/);
    expect(full.code).toBe(1);
    const again = await shell(cwd, `${run.replace(" -q", "")} --resume --workers ${workers}`);
    expect(again.stderr).toMatch(/\([1-9][\d,]* rows were there\)/);
    expect(contentOf(cwd)).toEqual(contentOf(whole));
    const state = join(cwd, "out/.fauxmetry");
    const [manifest] = readdirSync(state).filter((name) => name.endsWith(".json"));
    const { partitions } = JSON.parse(readFileSync(join(state, manifest), "utf8"));
    const sum = crc32(readFileSync(join(cwd, "out/x.ndjson")))
      .toString(16)
      .padStart(8, "0");
    expect(partitions.map((seal: { crc32: string }) => seal.crc32)).toEqual([sum]);
  });
});

describe("--resume", () => {
  const small = ["run", "waveforms", "--to", "out/x.csv", "--start", "2024-01-01T00:00Z", "--end", "2024-01-01T01:00Z"];

  test("starts where nothing is, and ends at once where all is", async () => {
    const cwd = folder();
    expect((await fauxmetry(cwd, [...small, "--resume"])).code).toBe(0);
    const before = contentOf(cwd);
    const again = await fauxmetry(cwd, [...small, "--resume"]);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain("complete already");
    expect(contentOf(cwd)).toEqual(before);
  });

  test("continues the window that `now` meant when the run began", async () => {
    const cwd = folder();
    const args = [
      "run",
      "smart-meter",
      "--set",
      "profile=uniform",
      "--count",
      "2000",
      "--last",
      "1h",
      "--to",
      "out/x.csv",
      "--resume",
    ];
    await stopMidway(cwd, args, 1e6);
    const state = join(cwd, "out/.fauxmetry");
    const journal = readdirSync(state).find((name) => name.endsWith(".journal"))!;
    const { now } = JSON.parse(readFileSync(join(state, journal), "utf8").split("\n")[0]);
    expect((await fauxmetry(cwd, args)).code).toBe(0);
    const manifests = readdirSync(state).filter((name) => name.endsWith(".json"));
    expect(manifests).toHaveLength(1);
    const { window, rows } = JSON.parse(readFileSync(join(state, manifests[0]), "utf8"));
    expect(window.end).toBe(new Date(now).toISOString());
    expect(rows).toBe(720_000);
    const again = await fauxmetry(cwd, args);
    expect(again.stderr).toContain("complete already");
    expect(again.code).toBe(0);
  });

  test("continues after SIGINT, which tells so and exits 130", async () => {
    const [whole, cwd] = [folder(), folder()];
    const args = ["run", "smart-meter", ...METERS, "--to", "out/"];
    await fauxmetry(whole, args);
    const stopped = await stopMidway(cwd, args, 3e6, "SIGINT");
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain("with --resume continues");
    const refused = await fauxmetry(cwd, args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("--resume");
    expect((await fauxmetry(cwd, [...args, "--resume"])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(contentOf(whole));
  });

  test("rows of a file that threads begin again are not counted as kept", async () => {
    const days = ["run", "smart-meter", ...METERS, ...words("--end 2024-01-04 --order entity --to out/{date}.csv -q")];
    const cwd = folder();
    const stopped = [...days, "--workers", "1"];
    let sealed: { rows: number }[] = [];
    let open = false;
    for (let bytes = 30e6; !open; bytes /= 2) {
      await stopMidway(cwd, stopped, bytes);
      const state = join(cwd, "out/.fauxmetry");
      const journal = readdirSync(state).find((name) => name.endsWith(".journal"));
      const lines = journal ? readFileSync(join(state, journal), "utf8").split("\n").slice(1, -1) : [];
      const entries = lines.map((line) => JSON.parse(line));
      sealed = entries.flatMap((entry) => entry.seal ?? []);
      // so few that the rest is worth threads
      open = entries.at(-1)?.position !== undefined && sealed.length < 3;
    }
    const resumed = await fauxmetry(cwd, [...days, "--workers", "2", "--resume", "--json"]);
    expect(JSON.parse(resumed.stdout).runs[0].kept).toEqual({
      rows: sealed.reduce((sum, { rows }) => sum + rows, 0),
      partitions: sealed.length,
    });
  });
});
