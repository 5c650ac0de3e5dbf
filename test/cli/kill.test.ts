import { describe, expect, test } from "vitest";
import { bytesBelow, contentOf, fauxmetry, folder, killWhen, start } from "./harness.ts";

const METERS = ["--set", "profile=uniform", "--start", "2024-01-01", "--end", "2024-01-02", "--seed", "7", "--count", "30", "-q"];

/** Numbers in [0, 1) that look random and are the same every time. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Kills a run at random amounts of bytes on disk, resumes it as often, then lets it end. */
async function killedAndResumed(cwd: string, to: string, more: readonly string[], whole: number, seed: number): Promise<number> {
  const draw = draws(seed);
  const args = ["run", "smart-meter", ...METERS, "--to", to, "--resume", ...more];
  let kills = 0;
  for (let i = 0; i < 3; i++) {
    const limit = bytesBelow(cwd) + draw() * 0.4 * whole;
    const { signal } = await killWhen(start(cwd, args), () => bytesBelow(cwd) > limit);
    if (signal === "SIGKILL") kills++;
  }
  const last = await fauxmetry(cwd, args);
  expect(last.stderr).toBe("");
  expect(last.code).toBe(0);
  return kills;
}

describe("a run that is killed and resumed leaves the same files with the same bytes", () => {
  const cases = [
    ["many files, one thread", "out/", ["--workers", "1"]],
    ["many files, two threads", "out/", ["--workers", "2"]],
    ["one file, one thread", "out/x.csv", ["--workers", "1", "--order", "entity"]],
    ["one file, two threads", "out/x.csv", ["--workers", "2", "--order", "entity"]],
    ["one file in order of time", "out/x.csv", ["--workers", "1", "--order", "time"]],
  ] as const;
  test.each(cases)("%s", async (_name, to, more) => {
    const whole = folder();
    expect((await fauxmetry(whole, ["run", "smart-meter", ...METERS, "--to", to, ...more])).code).toBe(0);
    const cwd = folder();
    const kills = await killedAndResumed(cwd, to, more, bytesBelow(whole), to.length + more.length);
    expect(kills).toBeGreaterThan(0);
    expect(contentOf(cwd)).toEqual(contentOf(whole));
  });
});
