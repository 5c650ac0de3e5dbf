import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { contentOf, fauxmetry, folder, MAIN, type Outcome, shell, words } from "../cli/harness.ts";
import { URLS } from "./subjects.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../deploy/slurm/shards.sbatch");
const JOB = words("--start 2024-01-01 --end 2024-01-04 --count 4 --interval 1h --seed 7");

test.runIf(process.env.CI)("Slurm is there: scripts/services up slurm", () => expect(URLS.slurm).toBeDefined());

/** Hands in the example and waits for its tasks to end; `fauxmetry` is the built program. */
function submit(cwd: string, array: string): Promise<Outcome> {
  const bin = join(cwd, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "fauxmetry"), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, { mode: 0o755 });
  const path = `PATH='${bin}:${URLS.slurm}':"$PATH"`;
  return shell(cwd, `${path} sbatch --wait --array=${array} '${EXAMPLE}' smart-meter out/ ${JOB.join(" ")}`);
}

/** What the tasks have said. */
const told = (cwd: string) =>
  readdirSync(cwd)
    .filter((name) => /^slurm-.*\.out$/.test(name))
    .map((name) => readFileSync(join(cwd, name), "utf8"))
    .join("");

describe.skipIf(!URLS.slurm)("the array example", () => {
  test("makes a run in four tasks, which are whole and the same as one", async () => {
    const cwd = folder();
    expect(await submit(cwd, "1-4")).toMatchObject({ code: 0, stderr: "" });
    for (const n of [1, 2, 3, 4]) expect(told(cwd)).toContain(`shard ${n}/4, as Slurm says`);
    expect(await fauxmetry(cwd, ["merge", "out/"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok smart-meter-\w+: table readings, 4 shards, 16 files, 384 rows\n/),
    });
    expect(await fauxmetry(cwd, ["verify", "out/"])).toMatchObject({ code: 0 });
    await fauxmetry(cwd, ["run", "smart-meter", ...JOB, "--to", "one/", "-q"]);
    expect(contentOf(join(cwd, "out"))).toEqual(contentOf(join(cwd, "one")));
  });

  test("of a task that has to be handed in again makes what is missing", async () => {
    const cwd = folder();
    await submit(cwd, "1-2");
    const before = contentOf(join(cwd, "out"));
    expect(await submit(cwd, "1-2")).toMatchObject({ code: 0 });
    expect(contentOf(join(cwd, "out"))).toEqual(before);
    expect((await fauxmetry(cwd, ["merge", "out/"])).code).toBe(0);
  });

  test("of tasks that do not say of how many they are makes nothing, and fails", async () => {
    const cwd = folder();
    expect(await submit(cwd, "2-3")).toMatchObject({ code: 2 });
    expect(told(cwd)).toMatch(/--shard/);
    expect(readdirSync(cwd)).not.toContain("out");
  });
});
