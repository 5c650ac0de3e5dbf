import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fauxmetry, folder, inside } from "./harness.ts";

const HEADER =
  "device_code,acquisition_sequence,branch_id,state,has_error,machine_type,machine_model,supplier,network_address,operating_system,os_version,acquisition_date,last_connection_ts";
const SHAPES = [
  /^(AT|CC|PD|PC)\d{6}$/,
  /^\d{13}$/,
  /^[1-9]\d{4}$/,
  /^[A-Z]{2}$/,
  /^(True|False)$/,
  /^(ATM|CC|PD|PC)$/,
  /^(ATMR?v(17|18|22)|STR|TRL|MFR|GHF?|TRHF?|Motto20(18|19)|Bell202[012])$/,
  /^(Cool IT Supplier|Best Supplier|Lespeed|Meganet|Motto|Bell)$/,
  /^10\.\d{1,3}\.\d{1,3}\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])$/,
  /^(Ubuntu|Windows)$/,
  /^\d\d\.\d$/,
  /^202[1-5]-\d\d-\d\d$/,
  /^202\d-\d\d-\d\d \d\d:\d\d:\d\d$/,
];

test("an inventory of 4000 machines has thirteen columns, and no code or address twice", async () => {
  const cwd = folder();
  const args = [
    "inventory",
    "atm-fleet",
    "-n",
    "4000",
    "-o",
    "devices.csv",
    "--seed",
    "42",
    "--format-option",
    "crlf=true",
  ];
  expect((await fauxmetry(cwd, args)).code).toBe(0);
  const text = readFileSync(join(cwd, "devices.csv"), "utf8");
  const [header, ...rows] = text.split("\r\n").slice(0, -1);
  expect(header).toBe(HEADER);
  const cells = rows.map((row) => row.split(","));
  for (const row of cells) {
    for (const [i, cell] of row.entries()) expect(cell).toMatch(SHAPES[i]);
    const [code, sequence, branch, , , type, , , , system, , date] = row;
    expect(sequence).toBe(branch + date.replaceAll("-", ""));
    expect(type.startsWith(code.slice(0, 2))).toBe(true);
    expect(system).toBe(type === "PC" ? "Windows" : "Ubuntu");
  }
  for (const unique of [0, 8]) expect(new Set(cells.map((row) => row[unique])).size).toBe(4000);
  // told for a fixed instant: the same on any day, so that writing it again changes nothing
  expect((await fauxmetry(cwd, args)).stderr).toMatch(/unchanged/);
  expect(Math.max(...cells.map((row) => Date.parse(`${row[12]}Z`)))).toBeLessThanOrEqual(Date.UTC(2025, 10, 3));
  expect(rows.slice(0, 2)).toMatchInlineSnapshot(`
    [
      "PD372004,4232820240307,42328,MA,False,PD,TRHF,Lespeed,10.203.212.219,Ubuntu,18.2,2024-03-07,2025-11-02 23:55:09",
      "CC532770,2282920230720,22829,PB,False,CC,TRL,Cool IT Supplier,10.141.200.198,Ubuntu,18.0,2023-07-20,2025-11-02 23:57:50",
    ]
  `);
});

test("an inventory read back has the same machines in the same state; --now tells another time", async () => {
  const cwd = folder();
  const of = async (...more: string[]) =>
    (await fauxmetry(cwd, ["inventory", "atm-fleet", "--seed", "42", ...more])).stdout;
  await of("-n", "300", "-o", "devices.csv");
  const made = readFileSync(join(cwd, "devices.csv"), "utf8");
  const numbers = (text: string) => text.replace(/(,\d\d)\.0,/g, "$1,");
  expect(numbers(await of("--inventory", "devices.csv"))).toBe(numbers(made));
  const now = await of("-n", "300", "--now", "2026-03-01T12:00:00Z");
  const rows = now.trimEnd().split("\n").slice(1);
  const last = rows.map((row) => row.split(",")[12]);
  expect(last.every((time) => time <= "2026-03-01 12:00:00")).toBe(true);
  expect(last.filter((time) => time > "2026-03-01 11:50:00").length).toBeGreaterThan(250);
  const known = (text: string) =>
    text
      .split("\n")
      .map((row) => row.split(",").filter((_, i) => i !== 4 && i !== 12))
      .join("\n");
  expect(known(now)).toBe(known(made));
});

test("an inventory tells metrics and last events, and names what it can", async () => {
  const columns = "code=id,down=breakdowns,error,seen=last.heartbeats";
  const { stdout } = await inside(["inventory", "atm-fleet", "-n", "2", "--columns", columns, "--format", "ndjson"]);
  const row = { code: expect.any(String), down: 0, error: expect.stringMatching(/^(True|False)$/) };
  for (const line of stdout.trimEnd().split("\n"))
    expect(JSON.parse(line)).toEqual({ ...row, seen: expect.stringMatching(/^2025-11-0\d \d\d:\d\d:\d\d$/) });
  const { code, stderr } = await inside(["inventory", "atm-fleet", "--columns", "id,last.heartbeat"]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/no column `last\.heartbeat`.*last\.heartbeats/s)]);
});

test("an outage that is asked for is in the answer key, and its machines are silent", async () => {
  const cwd = folder();
  const outage = "{ where: { state: [SP, RJ] }, start: 2026-03-01T08:00Z, length: 2h }";
  const args = ["run", "atm-fleet", "-n", "60", "--start", "2026-03-01T06:00Z", "--end", "2026-03-01T12:00Z"];
  const { code } = await fauxmetry(cwd, [
    ...args,
    "--set",
    `outage=${outage}`,
    "--to",
    "out/",
    "--labels",
    "labels.csv",
  ]);
  expect(code).toBe(0);
  const labels = readFileSync(join(cwd, "labels.csv"), "utf8").split("\n");
  const cut = new Set(labels.filter((row) => row.includes(",outage,")).map((row) => row.split(",")[1]));
  expect(cut.size).toBeGreaterThan(0);
  const beats = readFileSync(join(cwd, "out/heartbeats.ndjson"), "utf8").trimEnd().split("\n");
  const during = beats
    .map((line) => JSON.parse(line))
    .filter(
      ({ timestamp }) =>
        Date.parse(timestamp) >= Date.UTC(2026, 2, 1, 8) && Date.parse(timestamp) < Date.UTC(2026, 2, 1, 10),
    );
  expect(during.length).toBeGreaterThan(1000);
  expect(during.filter(({ device_code }) => cut.has(device_code))).toEqual([]);
});
