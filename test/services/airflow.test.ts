import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAIN } from "../cli/harness.ts";
import { segmentApi } from "../collector/segment-api.ts";
import { rowsOf } from "../collector/support.ts";

const run = promisify(execFile);
const CACHE = process.env.FAUXMETRY_CACHE ?? join(homedir(), ".cache", "fauxmetry-ci");
const DAGS = fileURLToPath(new URL("../../deploy/airflow/dags", import.meta.url));
const DAG = "segment_stats_ingestion";

/** Airflow of a major version in the cache, every package pinned; the folder of its programs. */
function install(major: number): string {
  const venv = join(CACHE, `airflow-${major}`);
  const bin = join(venv, "bin");
  if (existsSync(join(venv, ".complete"))) return bin;
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(venv, { recursive: true });
  execFileSync("python3.11", ["-m", "venv", venv]);
  const pins = fileURLToPath(new URL(`airflow/airflow-${major}.txt`, import.meta.url));
  const pip = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "-r", pins];
  execFileSync(join(bin, "python"), pip);
  writeFileSync(join(venv, ".complete"), "");
  return bin;
}

describe.each([2, 3])("Airflow %i", (major) => {
  let missing: string | undefined;
  let bin: string;
  let folder: string;
  const airflow = (words: string[], more: Record<string, string> = {}) =>
    run(join(bin, "airflow"), words, {
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        AIRFLOW_HOME: join(folder, "home"),
        AIRFLOW__CORE__DAGS_FOLDER: DAGS,
        AIRFLOW__CORE__LOAD_EXAMPLES: "False",
        SEGMENT_STATS_DIR: folder,
        FAUXMETRY: `${process.execPath} ${MAIN}`,
        ...more,
      },
      maxBuffer: 1e8,
      timeout: 240_000,
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), `fauxmetry-airflow-${major}-`));
    try {
      bin = install(major);
    } catch (error) {
      missing = `Airflow ${major} could not be installed (Python 3.11 with venv is needed): ${(error as Error).message}`;
      return;
    }
    await airflow(["db", "migrate"]);
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.runIf(process.env.CI)("is there", () => expect(missing).toBeUndefined());

  test("imports the DAG, and its task collects", { timeout: 300_000 }, async ({ skip }) => {
    if (missing) skip(missing);
    const api = await segmentApi();
    const where = { SEGMENT_STATS_API_URL: api.url };
    expect((await airflow(["dags", "list-import-errors"])).stdout).toContain("No data found");
    await airflow(["dags", "test", DAG, "2025-11-16T06:05:00"], where);
    expect(api.requests).toEqual([expect.objectContaining({ current_time: "2025-11-16 06:05:00" })]);
    const [{ n }] = rowsOf(
      join(folder, "data_collection/segment_timeseries.db"),
      "SELECT COUNT(DISTINCT segment) AS n FROM segment_timeseries WHERE ts = '2025-11-16 06:05:00'",
    );
    expect(n).toBe(8);
    writeFileSync(join(folder, "clock.txt"), "2025-11-16 07:00:00\n");
    const simulated = { ...where, SEGMENT_STATS_SIM_MINUTES: "15", SEGMENT_STATS_SIM_STATE_FILE: "clock.txt" };
    await airflow(["tasks", "test", DAG, "collect", "2025-11-16T06:06:00"], simulated);
    expect(readFileSync(join(folder, "clock.txt"), "utf8")).toBe("2025-11-16 07:15:00\n");
    expect(readdirSync(join(folder, "data_collection/csv"))).toEqual([
      "segment_stats_20251116060500.csv",
      "segment_stats_20251116071500.csv",
    ]);
  });

  test("runs it every minute, without catching up, one at a time", { timeout: 120_000 }, async ({ skip }) => {
    if (missing) skip(missing);
    const script = `
import json, sys
sys.path.insert(0, ${JSON.stringify(DAGS)})
import segment_stats_ingestion as module
from datetime import timezone
dag = module.dag
found = next(iter(dag.task_dict.values()))
print(json.dumps([getattr(dag, "schedule", None) or dag.schedule_interval, dag.catchup, dag.max_active_runs, found.retries, str(dag.start_date.astimezone(timezone.utc))]))
`;
    const env = { ...process.env, AIRFLOW_HOME: join(folder, "home") };
    const { stdout } = await run(join(bin, "python"), ["-c", script], { env });
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual([
      "* * * * *",
      false,
      1,
      0,
      "2025-11-16 00:00:00+00:00",
    ]);
  });
});
