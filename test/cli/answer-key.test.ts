import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { cardOf } from "../../src/engine/card/card.ts";
import { loadText } from "../../src/engine/load.ts";
import { readNab, readTimeEval, readTsbAd } from "../support/benchmarks.ts";
import { planOf } from "../support/rows.ts";
import { filesOf, folder, inside, shell } from "./harness.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../docs/answer-key.md"), "utf8");
const [plant, faults] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
const lines = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text]) => text.trim().split("\n"));

/** A folder with the files of the page. */
function place(): string {
  const path = folder();
  writeFileSync(join(path, "plant.yaml"), plant);
  writeFileSync(join(path, "faults.yaml"), faults);
  return path;
}

/** Runs a command whose words without a dash or a space, where they have a dot or a slash or are x, are files of a folder. */
function within(path: string, args: readonly string[]) {
  return inside(
    args.map((word) => (/^[a-z]+(\.[a-z]+|\/([a-z]+\.[a-z]+)?)$|^[xy.]$/.test(word) ? join(path, word) : word)),
  );
}

describe("the page on the answer key", () => {
  test("has commands that run, one after the other, and files that benchmarks read", async () => {
    const path = place();
    expect(lines.length).toBeGreaterThan(8);
    const script = lines.map((line) => line.replace(/^fauxmetry/, "$F"));
    const { code, stdout, stderr } = await shell(path, ["set -e", ...script].join("\n"));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("## Asked and achieved");
    expect(Object.keys(readNab(join(path, "nab")))).toHaveLength(20);
    expect(readTimeEval(join(path, "timeeval")).every(({ train }) => train && !train.labels.includes(1))).toBe(true);
    expect(readTsbAd(join(path, "tsb-ad"), "TSB-AD-M")).toHaveLength(10);
    expect(readFileSync(join(path, "broken.csv"), "utf8")).not.toBe(readFileSync(join(path, "mine.csv"), "utf8"));
    expect(existsSync(join(path, "spread-labels.parquet"))).toBe(true);
    expect(filesOf(path).filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});

describe("card", () => {
  test("is the same of a scenario, of a folder and in the manifest of labels", async () => {
    const path = place();
    const own = cardOf(planOf(loadText(plant, "plant.yaml").input), catalogs);
    await within(path, ["run", "plant.yaml", "--to", "out/", "--labels", "out/labels.csv", "-q"]);
    const { stdout } = await within(path, ["card", "out/", "--json"]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(own)));
    const manifests = filesOf(join(path, "out/.fauxmetry")).map((name) =>
      JSON.parse(readFileSync(join(path, "out/.fauxmetry", name), "utf8")),
    );
    expect(manifests.map(({ table, card }) => [table, card?.hash]).sort()).toEqual([
      ["labels", own.hash],
      ["readings", undefined],
    ]);
    expect(await within(path, ["verify", "out/"])).toMatchObject({ code: 0 });
  });

  test("a folder takes no flags of a scenario, and must be that of a run", async () => {
    const path = place();
    await within(path, ["run", "plant.yaml", "--count", "1", "--to", "out/", "-q"]);
    expect(await within(path, ["card", "out/", "--seed", "8"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--seed changes a scenario; "),
    });
    expect(await within(path, ["card", "."])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there are no manifests in"),
    });
    await within(path, ["run", "plant.yaml", "--count", "2", "--to", "out/x.csv", "-q"]);
    expect(await within(path, ["card", "out/"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("holds 2 runs that differ in scenario, seed or window"),
    });
  });
});

describe("export", () => {
  test("refuses what a format has not, and replaces nothing", async () => {
    const path = place();
    const nab = ["export", "plant.yaml", "--count", "1", "--as", "nab", "--to", "x"];
    expect(await within(path, [...nab, "--split", "supervised"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nab has no training files"),
    });
    expect(existsSync(join(path, "x"))).toBe(false);
    expect(await within(path, nab)).toMatchObject({ code: 0, stdout: "" });
    expect(await within(path, nab)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--force replaces it"),
    });
    expect(await within(path, [...nab, "--force"])).toMatchObject({ code: 0 });
    expect(await within(path, ["export", "plant.yaml", "--as", "csv", "--to", "y"])).toMatchObject({ code: 2 });
    expect(await within(path, ["export", "plant.yaml", "--table", "labels", "--as", "nab", "--to", "y"])).toMatchObject(
      {
        code: 2,
        stderr: expect.stringContaining("no table of ticks and metrics"),
      },
    );
  });
});

describe("inject", () => {
  test("tells mistakes where they are, and replaces nothing", async () => {
    const path = place();
    writeFileSync(join(path, "a.csv"), "time,load,heat\n2024-01-01,1,2\n2024-01-02,2,3\n");
    const say = async (text: string, ...more: string[]) => {
      writeFileSync(join(path, "b.yaml"), text);
      return within(path, ["inject", "a.csv", "-f", "b.yaml", "--to", "c.csv", "--labels", "l.csv", ...more]);
    };
    const faulty = faults.replace("level-shift", "level-shft");
    expect(await say(faulty)).toMatchObject({ code: 2, stderr: expect.stringContaining("b.yaml:3:") });
    expect(await say(`${faults}interval: 5m\n`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("b.yaml:6:1 interval: the recording has this itself"),
    });
    expect(await say("seed: 4\n")).toMatchObject({ code: 2, stderr: expect.stringContaining("what to put in?") });
    expect(filesOf(path)).not.toContain("c.csv");
    expect(await say(faults)).toMatchObject({ code: 0, stderr: expect.stringMatching(/2 rows in .*c\.csv/) });
    expect(await say(faults)).toMatchObject({ code: 1, stderr: expect.stringContaining("c.csv exists already") });
    const piped = await say(faults, "--to", "-", "--force");
    expect(piped.stdout).toBe(readFileSync(join(path, "c.csv"), "utf8"));
  });
});
