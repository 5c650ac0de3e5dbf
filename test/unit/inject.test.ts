import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { generate } from "../../src/engine/generate.ts";
import { type Injection, inject, metricName } from "../../src/engine/inject/inject.ts";
import { readSheet } from "../../src/engine/inject/sheet.ts";
import { partition, WHOLE } from "../../src/engine/partition.ts";
import { planOf, rowsOf, textOf } from "../support/rows.ts";

function file(content: string | Uint8Array, name = "load.csv"): string {
  const folder = mkdtempSync(join(tmpdir(), "fauxmetry-inject-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function injected(content: string | Uint8Array, injection: Injection, choice: Parameters<typeof inject>[1] = {}) {
  const made = inject(readSheet(file(content)), choice, injection, catalogs);
  return { ...made, out: [...made.text()].join(""), labels: rowsOf(made.plan, "time", made.plan.labels) };
}

const shift = (schedule: object, more: object = {}, by: unknown = 100) => ({
  id: "jump",
  schedule,
  effect: { "level-shift": { by } },
  ...more,
});
const once = (at: string, length: string) => ({ once: { at, length } });

/** Quotes, blanks, blank lines, other line ends, a mark at the start, words, a gap, numbers written in several ways. */
const ODD =
  '\uFEFF"timestamp"; Load (kW) ;note;count\r\n' +
  '2024-01-01 00:00:00; 1.50 ;"a;b";7\r\n' +
  '"2024-01-01 00:10:00";2;"say ""x""\r\nand more";+8\r\n' +
  "\r\n" +
  "2024-01-01 00:20:00;;c;9\r\n" +
  "2024-01-01 00:40:00;1e1;;10\r\n" +
  "2024-01-01 00:50:00;3.250;d;11";

describe("what nothing reaches", () => {
  test("is written as it was, byte by byte", () => {
    expect(injected(ODD, { anomalies: [] }).out).toBe(ODD);
    expect(injected(ODD, { anomalies: [shift(once("2024-01-02", "1h"))] }).out).toBe(ODD);
    const lines = "t,v\r\n1704067200,1\r\n1704067260,2";
    expect(injected(lines, { anomalies: [] }, { time: "t" }).out).toBe(lines);
  });

  test("stands beside what is changed", () => {
    const { out, labels } = injected(ODD, {
      anomalies: [shift(once("2024-01-01T00:10", "31m"), { metrics: ["Load__kW_"] })],
    });
    // the cell without a number and the row that is missing stay so
    expect(out).toBe(ODD.replace(':00";2;', ':00";102.000;').replace("1e1", "110.000"));
    expect(labels).toMatchObject([
      {
        id: "series",
        metric: "Load__kW_",
        onset: Date.UTC(2024, 0, 1, 0, 10),
        end: Date.UTC(2024, 0, 1, 0, 50),
        severity_achieved: 100,
      },
    ]);
  });

  test("is right next to every label, for series of a fleet in any order of rows", () => {
    const plan = planOf({
      name: "fleet",
      origin: "2024-01-01",
      start: "2024-01-01",
      end: "2024-01-04",
      interval: "10m",
      inventory: { count: 5 },
      metrics: {
        load: { decimals: 3, signals: [{ walk: { sd: 1 } }] },
        heat: { decimals: 1, signals: [{ normal: { mean: 1e6, sd: 3 } }] },
      },
    });
    const text = textOf(plan, "csv");
    const injection = {
      seed: 5,
      anomalies: [shift({ random: { rate: "2/1d", length: ["10m", "2h"] } }, { metrics: ["load"] }, { sigmas: 4 })],
      faults: [
        {
          id: "hot",
          metrics: ["heat"],
          share: 0.5,
          schedule: { random: { rate: "1/1d", length: "1h" } },
          effect: { stuck: {} },
        },
      ],
    };
    const { out, labels } = injected(text, injection);
    const before = text
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const after = out
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const covered = (row: string[], metric: string) =>
      labels.some(
        (label) =>
          label.id === row[1] &&
          label.metric === metric &&
          Number(label.onset) <= Date.parse(row[0]) &&
          Date.parse(row[0]) < Number(label.end ?? Infinity),
      );
    expect(labels.length).toBeGreaterThan(10);
    let changes = 0;
    before.forEach((row, i) => {
      expect(after[i].slice(0, 2)).toEqual(row.slice(0, 2));
      for (const [c, metric] of [
        [2, "load"],
        [3, "heat"],
      ] as const) {
        if (after[i][c] === row[c]) continue;
        expect(covered(row, metric)).toBe(true);
        changes++;
      }
    });
    expect(changes).toBeGreaterThan(50);
    expect(injected(text, injection).out).toBe(out);
    const other = injected(text, { ...injection, seed: 6 });
    expect(other.out).not.toBe(out);
  });
});

describe("faults", () => {
  const lines = [
    "time,id,v",
    ...Array.from({ length: 24 }, (_, h) => `2024-01-01T${String(h).padStart(2, "0")}:00Z,a,${h}`),
  ];
  const text = `${lines.join("\n")}\n`;

  test("may take readings and whole rows", () => {
    const { out } = injected(text, {
      faults: [
        { id: "none", schedule: once("2024-01-01T03:00", "2h"), effect: { dropout: {} } },
        { id: "boot", schedule: once("2024-01-01T06:00", "3h"), effect: { "reboot-gap": {} } },
      ],
    });
    const expected = lines.map((line, i) => (i === 4 || i === 5 ? line.replace(/\d+$/, "") : line));
    expect(out).toBe(`${expected.filter((_, i) => i < 7 || i > 9).join("\n")}\n`);
  });

  test("do not move rows", () => {
    const faults = [{ id: "late", effect: { late: { delay: "1h" } } }];
    expect(() => injected(text, { faults })).toThrow(/faults|moves rows/);
  });

  test("are labelled only while a series is there", () => {
    const { labels } = injected(`${text}2024-01-01T20:00Z,b,1\n2024-01-01T21:00Z,b,2\n`, {
      anomalies: [
        shift({ list: { windows: ["02", "20", "22"].map((h) => [`2024-01-01T${h}:00`, `2024-01-01T${h}:30`]) } }),
      ],
    });
    expect(labels.map(({ id, onset }) => `${id} ${new Date(Number(onset)).getUTCHours()}`).sort()).toEqual([
      "a 2",
      "a 20",
      "a 22",
      "b 20",
    ]);
  });
});

describe("Parquet", () => {
  test("is read, and written as CSV", () => {
    const plan = planOf({
      name: "one",
      origin: "2024-01-01",
      start: "2024-01-01",
      end: "2024-01-01T02:00Z",
      interval: "10m",
      inventory: { count: 2 },
      metrics: { load: { decimals: 2, signals: [{ walk: { sd: 1 } }] } },
    });
    const { create, options } = catalogs.encoders.parquet;
    const stream = create(options.parse({}), undefined).open(plan.tables[0].schema);
    const parts = [Buffer.from(stream.start())];
    for (const batch of generate(plan, plan.tables[0], partition(plan, plan.tables[0], "x", "x", WHOLE).at(0), "time"))
      parts.push(Buffer.from(stream.write(batch)));
    parts.push(Buffer.from(stream.end()));
    const { out } = injected(Buffer.concat(parts), { anomalies: [shift(once("2024-01-01T01:00", "10m"))] });
    const rows = rowsOf(plan);
    const lines = out.trim().split("\n");
    expect(lines[0]).toBe("timestamp,id,load");
    expect(lines.slice(1).map((line) => Number(line.split(",")[2]))).toEqual(
      rows.map(({ timestamp, load }) =>
        timestamp === Date.UTC(2024, 0, 1, 1) ? Math.round((Number(load) + 100) * 100) / 100 : load,
      ),
    );
  });
});

describe("what cannot be used is told, with its line", () => {
  const cases: [string, string, RegExp][] = [
    [
      "irregular times",
      "time,v\n2024-01-01T00:00,1\n2024-01-01T00:10,2\n2024-01-01T00:35,3\n",
      /load\.csv:4: .* no multiple of 600 s/,
    ],
    [
      "the same time twice",
      "time,v\n2024-01-01T00:00,1\n2024-01-01T00:00,2\n",
      /load\.csv:3: the same time as in .*load\.csv:2: .* --id/,
    ],
    ["no time", "a,v\n1,2\n", /name it with --time/],
    ["a word for a time", "time,v\nyesterday,2\n", /load\.csv:2: .*yesterday/],
    ["no numbers", "time,v\n2024-01-01,x\n2024-01-02,y\n", /no column of numbers/],
    ["one row", "time,v\n2024-01-01,1\n", /1 rows make no series/],
    ["a short row", "time,v\n2024-01-01,1\n2024-01-02\n", /load\.csv:3: expected 2 fields as in the header, found 1/],
    ["an open quote", 'time,v\n2024-01-01,"1\n', /load\.csv:2: a quoted field that begins here never ends/],
    ["two columns of a name", "time,v,v\n2024-01-01,1,2\n", /load\.csv:1: there are two columns called `v`/],
    ["nothing", "", /is empty/],
  ];
  test.each(cases)("%s", (_, content, message) => {
    expect(() => injected(content, { anomalies: [] })).toThrow(message);
  });

  test("names that are not there", () => {
    const text = "time,load\n2024-01-01,1\n2024-01-02,2\n";
    expect(() => injected(text, {}, { id: "sno" })).toThrow("--id sno: no such column; there are time, load");
    expect(() => injected(text, {}, { metrics: ["laod"] })).toThrow("did you mean load?");
    expect(() => injected(text, { anomalies: [shift(once("2024-01-01", "1d"), { metrics: ["lod"] })] })).toThrow(
      "no metric `lod`; there are load",
    );
  });
});

test("a column's name becomes a metric's", () => {
  expect(["load", "CPU (%)", "7day", "größe"].map(metricName)).toEqual(["load", "CPU____", "_7day", "gr__e"]);
});
