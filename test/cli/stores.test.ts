import { describe, expect, test } from "vitest";
import { folder, shell } from "./harness.ts";

const RUN = "$F run waveforms --count 40 --interval 10s --start 2024-01-01 --end 2024-01-02";

describe("stores, as the command line uses them", () => {
  // a limit on the size of files stands for a disk that is full
  test.each(["sqlite", "duckdb"])("%s: a full disk is told, and the run can be made again with room", async (type) => {
    const cwd = folder();
    const full = await shell(cwd, `ulimit -f 300; ${RUN} -q --to ${type}:x.db`);
    expect(full.stderr).toMatch(new RegExp(`^error: \\[sink:${type}\\] could not write to x.db: `));
    expect(full.code).toBe(1);
    const again = await shell(cwd, `${RUN} --to ${type}:x.db`);
    expect(again.stderr).toMatch(/\d rows to /);
    expect(again.code).toBe(0);
  });

  test("a password is in no message, on either stream", async () => {
    const cwd = folder();
    const to = "--to postgres://me:pa55@127.0.0.1:1/db";
    for (const line of [`${RUN} ${to}`, `${RUN} ${to} --dry-run`, `${RUN} ${to} --dry-run --json`]) {
      const { stdout, stderr } = await shell(cwd, line);
      expect(stdout + stderr).toContain("postgres://me:xxxxx@127.0.0.1:1/db");
      expect(stdout + stderr).not.toContain("pa55");
    }
  });
});
