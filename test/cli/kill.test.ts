import { describe, expect, test } from "vitest";
import { bytesBelow, contentOf, fauxmetry, folder, killWhen, start } from "./harness.ts";

const METERS = ["run", "smart-meter", "--set", "profile=uniform", "--seed", "7", "-q"];

/** Numbers in [0, 1) that look random and are the same every time. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Kills a run at random amounts of bytes on disk and resumes it, once for each number of threads but the last; at most `step` bytes
 * apart. */
async function killedAndResumed(
  cwd: string,
  args: readonly string[],
  threads: readonly number[],
  step: number,
): Promise<number> {
  const draw = draws(step);
  const attempt = (workers: number) => [...args, "--resume", "--workers", String(workers)];
  let kills = 0;
  for (const workers of threads.slice(0, -1)) {
    const limit = bytesBelow(cwd) + draw() * step;
    const { signal } = await killWhen(start(cwd, attempt(workers)), () => bytesBelow(cwd) > limit);
    if (signal === "SIGKILL") kills++;
  }
  expect(await fauxmetry(cwd, attempt(threads.at(-1)!))).toMatchObject({ code: 0, stdout: "", stderr: "" });
  return kills;
}

describe("a run that is killed and resumed leaves the same files with the same bytes", () => {
  const cases: [string, string[], number[]][] = [
    ["many files, one thread", ["--count", "12", "--to", "out/"], [1, 1, 1, 1]],
    ["many files, two threads", ["--count", "30", "--to", "out/"], [2, 2, 2, 2]],
    ["one file, one thread", ["--count", "16", "--to", "out/x.csv", "--order", "entity"], [1, 1, 1, 1]],
    ["one file, two threads", ["--count", "30", "--to", "out/x.csv", "--order", "entity"], [2, 2, 2, 2]],
    ["one file in order of time", ["--count", "16", "--to", "out/x.csv", "--order", "time"], [1, 2, 1, 2]],
    [
      "a file a day, by turns",
      ["--count", "15", "--to", "out/{date}.csv", "--order", "entity", "--end", "2024-01-04"],
      [1, 2, 1, 2, 1],
    ],
  ];
  test.each(cases)("%s", async (_name, more, threads) => {
    const args = [...METERS, "--start", "2024-01-01", "--end", "2024-01-02", ...more];
    const whole = folder();
    expect((await fauxmetry(whole, args)).code).toBe(0);
    // a quick machine may end every run before it is killed: then once more, killed earlier
    for (let share = 0.4, kills = 0; kills === 0; share /= 2) {
      expect(share).toBeGreaterThan(0.001);
      const cwd = folder();
      kills = await killedAndResumed(cwd, args, threads, share * bytesBelow(whole));
      expect(contentOf(cwd)).toEqual(contentOf(whole));
    }
  });
});
