import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ScheduleOptions, schedule } from "../../src/collector/schedule.ts";
import { folder, inside, killWhen, start } from "../cli/harness.ts";
import { rowsOf } from "./support.ts";

const at = (text: string) => Date.parse(text);

/** A schedule under a clock that passes at once, until an instant; `lasts` is how long each run takes, ms. */
async function passing(
  options: Partial<ScheduleOptions>,
  from: string,
  to: string,
  run: (due: string) => number = () => 0,
  lasts = 0,
) {
  let now = at(from);
  const stop = new AbortController();
  const pass = (ms: number) => {
    now += ms;
    if (now >= at(to)) stop.abort();
  };
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      await new Promise((resolve) => setImmediate(resolve));
      pass(Math.min(ms, at(to) - now));
    },
  };
  const dues: string[] = [];
  const all = { name: "x", cron: "* * * * *", zone: "UTC", catchUp: "last" as const, history: "", ...options };
  await schedule(
    all,
    async (due) => {
      dues.push(new Date(due).toISOString());
      pass(lasts);
      return run(dues.at(-1)!);
    },
    { clock, abort: stop.signal },
  );
  return dues;
}

const states = (history: string) =>
  rowsOf(history, "SELECT due, state, code FROM runs ORDER BY due").map(
    ({ due, state, code }) => `${String(due).slice(11, 16)} ${state}${code ? ` ${code}` : ""}`,
  );

describe("schedule", () => {
  test("at its times, from the first one after it began; what became of them is kept", async () => {
    const history = join(folder(), "deep", "x.db");
    const dues = await passing({ history }, "2026-01-01T00:00:30Z", "2026-01-01T00:03:30Z", (due) =>
      due.includes(":02:") ? 1 : 0,
    );
    expect(dues).toEqual(["01", "02", "03"].map((minute) => `2026-01-01T00:${minute}:00.000Z`));
    expect(states(history)).toEqual(["00:01 done", "00:02 failed 1", "00:03 done"]);
  });

  test("in a zone, through both changes of its clock", async () => {
    const options = { cron: "30 2 * * *", zone: "Europe/Berlin" };
    const spring = await passing(
      { ...options, history: join(folder(), "x.db") },
      "2026-03-28T00:00:00Z",
      "2026-03-31T00:00:00Z",
    );
    // 2:30 does not exist on the 29th: it is made up for as soon as the gap is over
    expect(spring).toEqual(["2026-03-28T01:30:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"]);
    const autumn = await passing(
      { ...options, history: join(folder(), "x.db") },
      "2026-10-24T00:00:00Z",
      "2026-10-27T00:00:00Z",
    );
    // and comes twice on the 25th
    expect(autumn).toEqual(["2026-10-24T00:30:00.000Z", "2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
  });

  test.each([
    ["none", ["00:31"]],
    ["last", ["00:30", "00:31"]],
    ["all", [...Array.from({ length: 29 }, (_, i) => `00:${String(i + 2).padStart(2, "0")}`), "00:31"]],
  ] as const)("after a pause, catch-up %s", async (catchUp, expected) => {
    const history = join(folder(), "x.db");
    await passing({ history, catchUp }, "2026-01-01T00:00:30Z", "2026-01-01T00:01:30Z");
    // a minute after the last time that passed: it was missed
    const dues = await passing({ history, catchUp }, "2026-01-01T00:30:59.999Z", "2026-01-01T00:31:30Z");
    const late = catchUp === "none" ? ["00:30", "00:31"] : expected;
    expect(dues.map((due) => due.slice(11, 16))).toEqual(late);
    expect(states(history).filter((state) => state.includes("skipped"))).toHaveLength(catchUp === "all" ? 0 : 28);
  });

  test("a time that was missed by more than a minute is not made up for without catch-up", async () => {
    const history = join(folder(), "x.db");
    const options = { history, catchUp: "none" as const, cron: "0 * * * *" };
    await passing(options, "2026-01-01T00:30:00Z", "2026-01-01T01:30:00Z");
    expect(await passing(options, "2026-01-01T04:02:00Z", "2026-01-01T05:30:00Z")).toEqual([
      "2026-01-01T05:00:00.000Z",
    ]);
    expect(states(history)).toEqual(["01:00 done", "02:00 skipped", "03:00 skipped", "04:00 skipped", "05:00 done"]);
  });

  test("runs never overlap: times that pass meanwhile are skipped but for the last", async () => {
    const history = join(folder(), "x.db");
    const dues = await passing({ history }, "2026-01-01T00:00:30Z", "2026-01-01T00:08:30Z", undefined, 150_000);
    expect(dues.map((due) => due.slice(11, 16))).toEqual(["00:01", "00:03", "00:06"]);
    expect(states(history).filter((state) => state.includes("skipped"))).toEqual([
      "00:02 skipped",
      "00:04 skipped",
      "00:05 skipped",
    ]);
  });

  test("of very many that were missed, the newest thousand", async () => {
    const history = join(folder(), "x.db");
    await passing({ history }, "2026-01-01T00:00:30Z", "2026-01-01T00:01:30Z");
    const dues = await passing({ history, catchUp: "all" }, "2026-01-03T00:00:30Z", "2026-01-03T00:00:40Z");
    expect([dues.length, dues[0], dues.at(-1)]).toEqual([1000, "2026-01-02T07:21:00.000Z", "2026-01-03T00:00:00.000Z"]);
  });

  test("one process at a time runs one of a name; mistakes are told", async () => {
    const history = join(folder(), "x.db");
    const window = ["2026-01-01T00:00:30Z", "2026-01-01T00:01:30Z"] as const;
    let second: Promise<unknown> | undefined;
    await passing({ history }, ...window, () => {
      second = passing({ history }, ...window).catch((error) => error);
      return 0;
    });
    expect(String(await second)).toMatch(/being written by process/);
    await expect(passing({ history, cron: "* * *" }, ...window)).rejects.toThrow('the schedule "* * *"');
    await expect(passing({ history, cron: "0 0 31 2 *" }, ...window)).rejects.toThrow("has no more times");
    const zone = await inside(["schedule", "* * * * *", "--zone", "Europe/Berln", "--history", history, "--", "list"]);
    expect([zone.code, zone.stderr]).toEqual([2, expect.stringContaining("Europe/Berlin")]);
  });

  test("the command runs with the time it is due, and ends cleanly by SIGTERM", async () => {
    const cwd = folder();
    const child = start(cwd, ["schedule", "* * * * * *", "--", "schema", "{due}"]);
    let said = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    const { code, stderr } = await killWhen(child, () => said.includes("ended with"), "SIGTERM");
    expect(code).toBe(143);
    expect(stderr).toMatch(/^every \* \* \* \* \* \* \(UTC\): fauxmetry schema \{due\}\n/);
    expect(stderr).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: ended with 2/);
    expect(existsSync(join(cwd, "schedule.db.default.lock"))).toBe(false);
    expect(rowsOf(join(cwd, "schedule.db"), "SELECT 1 FROM runs WHERE state = 'running'")).toEqual([]);
  });
});
