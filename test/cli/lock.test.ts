import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contentOf, ended, fauxmetry, folder, start, words } from "./harness.ts";

const METERS = words("run smart-meter --set profile=uniform --start 2024-01-01 --end 2024-01-04 --seed 7 -q");

/** Resolves once a condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test("of two processes one writes a run; the other is refused and harms nothing", async () => {
  const args = [...METERS, ...words("--count 15 --order entity --workers 1 --to out/x.csv")];
  const [whole, cwd] = [folder(), folder()];
  await fauxmetry(whole, args);
  const first = start(cwd, [...args, "--resume"]);
  const outcome = ended(first);
  const state = join(cwd, "out/.fauxmetry");
  const begun = () => existsSync(state) && readdirSync(state).some((name) => name.endsWith(".unfinished"));
  await until(() => begun() || first.exitCode !== null);
  first.kill("SIGSTOP");
  for (const how of ["--resume", "--force"]) {
    const second = await fauxmetry(cwd, [...args, how]);
    expect(second.stderr).toContain(`this run is being written by process ${first.pid} on `);
    expect(second.code).toBe(1);
  }
  first.kill("SIGCONT");
  expect(await outcome).toMatchObject({ code: 0, stderr: "" });
  expect(contentOf(cwd)).toEqual(contentOf(whole));
});
