import { createHmac } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { ended, folder, type Outcome, start } from "../cli/harness.ts";
import { linesOf, receiver, rowsOf } from "./support.ts";

/** How the program is run: in a process of its own, or inside this one. */
export type Program = (cwd: string, args: readonly string[]) => Promise<Pick<Outcome, "code" | "stdout" | "stderr">>;

export interface Fleet {
  readonly cwd: string;
  /** Of the server. */
  readonly url: string;
  /** Collects once, a quarter of an hour after the last time; what it printed. */
  collect(...flags: string[]): Promise<{ stdout: string; stderr: string }>;
}

/** 4000 machines of an inventory, a server of them that has an outage, and a collector whose clock stands at a time. */
export async function fleetWith(program: Program, outage: object, time: string): Promise<Fleet> {
  const cwd = folder();
  const at = (name: string) => join(cwd, name);
  const made = await program(cwd, ["inventory", "atm-fleet", "-n", "4000", "-o", at("devices.csv"), "--seed", "42"]);
  expect(made.code).toBe(0);
  const serve = ["serve", "atm-fleet", "--inventory", "devices.csv", "--seed", "42", "--port", "0", "--log", "warn"];
  const server = start(cwd, [...serve, "--set", `outage=${JSON.stringify(outage)}`]);
  const stopped = ended(server);
  onTestFinished(async () => {
    server.kill("SIGTERM");
    expect(await stopped).toMatchObject({ code: 0, stderr: expect.stringContaining("stopping") });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    server.stderr!.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /^(http:\S+): 1 scenario/m.exec(text);
      if (found) resolve(found[1]);
    });
    void stopped.then(({ stderr }) => reject(new Error(stderr)));
  });
  writeFileSync(at("clock.txt"), `${time}\n`);
  const flags = {
    "--api-url": `${url}/segment-stats`,
    "--simulate-minutes": "15",
    "--simulation-state-file": at("clock.txt"),
    "--output-dir": at("out"),
    "--timeseries-db": at("out/series.db"),
    "--dataset-path": at("devices.csv"),
    "--alert-log": at("alerts.log"),
  };
  return {
    cwd,
    url,
    async collect(...more) {
      const { code, stdout, stderr } = await program(cwd, ["collect", ...Object.entries(flags).flat(), ...more]);
      expect({ code, stderr: stderr.replace(/^(ALERT|RESOLVED) .*\n/gm, "") }).toEqual({ code: 0, stderr: "" });
      return { stdout, stderr };
    },
  };
}

/** The answers that were stored, each the same as its CSV file and its rows of the table, and with one sum in every segment. */
export function agreed({ cwd }: Fleet): { generated_at: string; device_count_in_window: number }[] {
  const of = "SELECT segment, count, dim1_name, dim1_value, dim2_name, dim2_value, dim3_name, dim3_value";
  return readdirSync(join(cwd, "out/json"))
    .sort()
    .map((name) => {
      const answer = JSON.parse(readFileSync(join(cwd, "out/json", name), "utf8"));
      const { generated_at, device_count_in_window, segments } = answer;
      expect(name).toBe(`segment_stats_${generated_at.replace(/\D/g, "")}.json`);
      const csv = linesOf(join(cwd, "out/csv", name.replace("json", "csv"))).slice(1);
      const stored = rowsOf(join(cwd, "out/series.db"), `${of} FROM segment_timeseries WHERE ts = '${generated_at}'`);
      expect(stored.map((row) => Object.values(row).join(",")).sort()).toEqual([...csv].sort());
      expect(segments).toHaveLength(8);
      for (const { name: segment } of segments) {
        const own = csv.filter((line) => line.startsWith(`${segment},`)).map((line) => Number(line.split(",")[1]));
        expect(own.reduce((sum, n) => sum + n, 0)).toBe(device_count_in_window);
      }
      return answer;
    });
}

const MINUTE = 60_000;
const timeText = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/**
 * Steps of a quarter of an hour around noon of a day, in which a supplier is out from 10 to 14 o'clock: what is stored agrees, a
 * receiver is told once that this supplier is gone and once that it is back, and the answer key tells the same.
 */
export async function supplierOut(program: Program, steps: number): Promise<void> {
  const first = Date.UTC(2026, 2, 1, 12) - (steps / 2) * 15 * MINUTE;
  const outage = { where: { supplier: "Lespeed" }, start: "2026-03-01T10:00:00Z", length: "4h" };
  const fleet = await fleetWith(program, outage, timeText(first - 15 * MINUTE));
  const hook = await receiver();
  const at = (name: string) => join(fleet.cwd, name);
  const rules = {
    rules: {
      online: { where: { segment: "Type" }, of: at("devices.csv"), when: { drop: {} } },
      supplier: { where: { segment: "Supplier" }, by: "dim1_value", when: { drop: { threshold: 0.5 } } },
    },
    channels: { ops: { send: { webhook: { url: hook.url, secret: "s3cret" } } }, here: { send: { console: {} } } },
  };
  writeFileSync(at("rules.json"), JSON.stringify(rules));
  let told = "";
  for (let step = 0; step < steps; step++) {
    const { stdout, stderr } = await fleet.collect("--rules", at("rules.json"));
    expect(stdout).toMatch(
      /^Ingestion finished for timestamp 2026-03-01 \d\d:\d\d:00\n\[SRE\] online @ .*\n\[SRE\] sup/,
    );
    told += stderr;
    // judged again, nothing is told twice
    const judge = ["monitor", "--rules", at("rules.json"), "--db-path", at("out/series.db")];
    if (step % 16 === 0) expect(await program(fleet.cwd, judge)).toMatchObject({ code: 0, stderr: "" });
  }
  const times = Array.from({ length: steps }, (_, i) => timeText(first + i * 15 * MINUTE));
  expect(readFileSync(at("clock.txt"), "utf8")).toBe(`${times.at(-1)}\n`);
  expect(agreed(fleet).map(({ generated_at }) => generated_at)).toEqual(times);

  // a window of an hour empties while the outage lasts: half of a supplier is gone after some slots
  expect(told.trimEnd().split("\n")).toEqual([
    expect.stringMatching(
      /^ALERT supplier: Lespeed is \d+, \d\d\.\d\d% below its baseline of .* \(2026-03-01 10:\d\d:00 UTC/,
    ),
    expect.stringMatching(/^RESOLVED supplier: Lespeed is \d+, .* \(2026-03-01 14:\d\d:00 UTC/),
  ]);
  const affected = [{ names: { dim1_value: "Lespeed" } }];
  expect(hook.requests.map(({ body }) => JSON.parse(body))).toMatchObject(
    ["opened", "resolved"].map((kind) => ({ kind, rule: "supplier", affected })),
  );
  for (const { headers, body } of hook.requests) {
    const [, t, v1] = /^t=(\d+),v1=(\w+)$/.exec(String(headers["x-fauxmetry-signature"]))!;
    expect(createHmac("sha256", "s3cret").update(`${t}.${body}`).digest("hex")).toBe(v1);
  }
  await keyNames("Lespeed", fleet);
}

/** The answer key holds all machines of a supplier and no others, out from 10 to 14 o'clock. */
async function keyNames(supplier: string, { cwd, url }: Fleet): Promise<void> {
  const inventory = linesOf(join(cwd, "devices.csv")).map((line) => line.split(","));
  const own = inventory.filter((cells) => cells[7] === supplier).map(([code]) => code);
  const key = await fetch(`${url}/v1/scenarios/atm-fleet/labels?from=2026-03-01&to=2026-03-02&limit=10000`);
  const { labels } = (await key.json()) as { labels: { id: string; name: string; onset: string; end: string }[] };
  const out = labels.filter(({ name }) => name === "outage");
  expect(out.map(({ id }) => id).sort()).toEqual(own.sort());
  const [onset, end] = [10, 14].map((hour) => new Date(Date.UTC(2026, 2, 1, hour)).toISOString());
  for (const label of out) expect(label).toMatchObject({ onset, end });
}
