import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentOf, fauxmetry, folder, words } from "./harness.ts";

const RUN = words("run smart-meter --start 2024-01-01 --end 2024-01-02 --interval 1h --count 6 --seed 7");

describe("a task of an array job", () => {
  test("makes its shard, and says whose variables told it", async () => {
    const cwd = folder();
    const [own, other] = [join(cwd, "own"), join(cwd, "other")];
    const env = { JOB_COMPLETION_INDEX: "1", SHARD_COUNT: "3" };
    const made = await fauxmetry(cwd, [...RUN, "--to", "own/"], env);
    expect(made.stderr).toContain("shard 2/3, as Kubernetes says");
    expect(made.code).toBe(0);
    await fauxmetry(cwd, [...RUN, "--to", "other/", "--shard", "2/3"]);
    expect(contentOf(own, true)).toEqual(contentOf(other, true));
    expect(Object.keys(contentOf(own, true))).toHaveLength(4);
  });

  test("that does not know of how many is an error; --shard says it", async () => {
    const cwd = folder();
    const env = { JOB_COMPLETION_INDEX: "1" };
    const refused = await fauxmetry(cwd, [...RUN, "--to", "out/"], env);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("SHARD_COUNT is not set");
    expect(Object.keys(contentOf(cwd))).toEqual([]);
    const whole = await fauxmetry(cwd, [...RUN, "--to", "out/", "--shard", "1/1"], env);
    expect([whole.code, Object.keys(contentOf(join(cwd, "out"), true)).length]).toEqual([0, 12]);
  });
});

test("shards whose windows move with the clock are warned of", async () => {
  const args = words("run smart-meter --last 2h --interval 1h --count 4 --to out/ --dry-run --shard 1/2");
  expect((await fauxmetry(folder(), args)).stderr).toContain("give --start and --end");
});
