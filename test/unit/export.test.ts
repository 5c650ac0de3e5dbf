import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, onTestFinished, test } from "vitest";
import { exportFormats, exportTable } from "../../src/engine/export/export.ts";
import type { Split } from "../../src/engine/export/rows.ts";
import type { Plan } from "../../src/engine/plan.ts";
import { readNab, readTimeEval, readTsbAd } from "../support/benchmarks.ts";
import { planOf, rowsOf } from "../support/rows.ts";

const HOUR = 3_600_000;
const COUNT = 3;
const SCENARIO = {
  name: "plant_a",
  origin: "2024-01-01",
  start: "2024-03-01",
  end: "2024-03-05",
  interval: "5m",
  inventory: { count: COUNT, id: { format: "M %02d/x", order: "sequential" } },
  metrics: {
    load: { decimals: 2, signals: [{ daily: { low: -20, high: 80 } }, { noise: { sd: 2 } }] },
    heat: { decimals: 0, signals: [{ normal: { mean: 5, sd: 4 } }] },
  },
  anomalies: [
    {
      id: "jump",
      metrics: ["load"],
      schedule: { random: { rate: "2/1d", length: ["10m", "1h"] } },
      effect: { "level-shift": { by: 30 } },
    },
    {
      id: "warm",
      metrics: ["heat"],
      schedule: { quota: { count: 1, per: "day", length: "30m" } },
      effect: { "level-shift": { by: 12 } },
    },
  ],
};
const GAPS = {
  ...SCENARIO,
  faults: [
    {
      id: "none",
      metrics: ["heat"],
      schedule: { once: { at: "2024-03-02T06:00", length: "1h" } },
      effect: { dropout: {} },
    },
    { id: "boot", schedule: { once: { at: "2024-03-03T06:00", length: "1h" } }, effect: { "reboot-gap": {} } },
  ],
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fauxmetry-export-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function written(plan: Plan, as: string, split: Split = "unsupervised", directory = folder(), force = false) {
  const result = exportTable(plan, plan.tables[0], exportFormats[as], { directory, split, force });
  return { directory, ...result };
}

/** What the answer key and the data of a plan say of one entity, from its tables. */
function expectedOf(plan: Plan, entity: number) {
  const id = plan.inventory.idOf(entity);
  const rows = rowsOf(plan).filter((row) => row.id === id);
  const labels = rowsOf(plan, "time", plan.labels).filter((row) => row.id === id);
  const marked = (metric: string) =>
    rows.map(({ timestamp }) => {
      const covers = (label: (typeof labels)[number]) =>
        label.metric === metric && label.onset! <= timestamp! && timestamp! < label.end!;
      return labels.some(covers) ? 1 : 0;
    });
  return { rows, load: marked("load"), heat: marked("heat") };
}

const either = (a: readonly number[], b: readonly number[]) => a.map((one, i) => one | b[i]);

describe("NAB", () => {
  test("is read back with the values of the data and the windows of the answer key", () => {
    const plan = planOf(SCENARIO);
    const { directory, files } = written(plan, "nab");
    const read = readNab(directory);
    expect(files).toBe(2 * COUNT + 2);
    for (let entity = 0; entity < COUNT; entity++) {
      const expected = expectedOf(plan, entity);
      for (const metric of ["load", "heat"] as const) {
        const series = read[`plant_a/${encodeURIComponent(`${plan.inventory.idOf(entity)}_${metric}`)}.csv`];
        expect(series.labels).toEqual(expected[metric]);
        expect(series.labels).toContain(1);
        expect(series.values.map(([value]) => value)).toEqual(expected.rows.map((row) => row[metric]));
        expect(series.times[13]).toBe("2024-03-01 01:05:00");
      }
    }
  });

  test("leaves out rows without a reading, and tells what has no place", () => {
    const { directory, notes, rows } = written(planOf(GAPS), "nab");
    expect(
      Object.values(readNab(directory))
        .map(({ times }) => times.length)
        .sort(),
    ).toEqual([1428, 1428, 1428, 1440, 1440, 1440]);
    expect(rows).toBe(3 * (1440 + 1428));
    expect(notes.join("\n")).toContain("3 labelled stretches have no reading at all");
    expect(notes.join("\n")).toContain("what boot does to rows");
  });
});

describe("TimeEval", () => {
  const plan = planOf(SCENARIO);

  test("without a split, all is for testing", () => {
    const sets = readTimeEval(written(plan, "timeeval").directory);
    expect(sets).toHaveLength(COUNT);
    sets.forEach(({ about, test, train }, entity) => {
      const { rows, load, heat } = expectedOf(plan, entity);
      expect(train).toBeUndefined();
      expect(test.labels).toEqual(either(load, heat));
      expect(test.values).toEqual(rows.map((row) => [row.load, row.heat]));
      expect(about).toMatchObject({
        collection_name: "plant_a",
        dataset_type: "synthetic",
        datetime_index: "True",
        train_type: "unsupervised",
        train_is_normal: "False",
        input_type: "multivariate",
        length: "1440",
        dimensions: "2",
        trend: "",
      });
      expect(Object.keys(about)).toHaveLength(22);
      const labelled = test.labels.filter((label) => label === 1).length;
      expect(Number(about.contamination)).toBe(labelled / 1440);
      const lengths = [...test.labels.join("").matchAll(/1+/g)].map(([run]) => run.length).sort((a, b) => a - b);
      expect(Number(about.num_anomalies)).toBe(lengths.length);
      expect([about.min_anomaly_length, about.max_anomaly_length].map(Number)).toEqual([lengths[0], lengths.at(-1)]);
      expect(Number(about.median_anomaly_length)).toBe(
        Math.floor((lengths[(lengths.length - 1) >> 1] + lengths[lengths.length >> 1]) / 2),
      );
    });
  });

  test("semi-supervised trains on the clean twin, supervised on what is labelled", () => {
    const clean = rowsOf(planOf({ ...SCENARIO, anomalies: [] }));
    const normal = readTimeEval(written(plan, "timeeval", "semi-supervised").directory);
    const labelled = readTimeEval(written(plan, "timeeval", "supervised").directory);
    for (let entity = 0; entity < COUNT; entity++) {
      const { rows, load, heat } = expectedOf(plan, entity);
      const own = clean.filter((row) => row.id === plan.inventory.idOf(entity));
      expect(normal[entity].train!.values).toEqual(own.slice(0, 720).map((row) => [row.load, row.heat]));
      expect(normal[entity].train!.labels).not.toContain(1);
      expect(normal[entity].about).toMatchObject({ train_type: "semi-supervised", train_is_normal: "True" });
      expect(labelled[entity].train!.labels).toEqual(either(load, heat).slice(0, 720));
      expect(labelled[entity].train!.labels).toContain(1);
      expect(labelled[entity].about).toMatchObject({ train_type: "supervised", train_is_normal: "False" });
      for (const { test } of [normal[entity], labelled[entity]]) {
        expect(test.labels).toEqual(either(load, heat).slice(720));
        expect(test.values).toEqual(rows.slice(720).map((row) => [row.load, row.heat]));
      }
    }
  });

  test("DuckDB reads the same, and finds the mean and deviation that are told", async () => {
    const { directory } = written(plan, "timeeval");
    const duckdb = await (await DuckDBInstance.create(":memory:")).connect();
    const sets = `read_csv('${join(directory, "datasets.csv")}')`;
    const told = (
      await duckdb.runAndReadAll(`select test_path, length, contamination, mean, stddev from ${sets}`)
    ).getRows();
    expect(told).toHaveLength(COUNT);
    for (const [path, ...about] of told) {
      const from = `read_csv('${join(directory, String(path))}')`;
      const what = `count(timestamp), avg(is_anomaly), (avg("value-0") + avg("value-1")) / 2, (stddev("value-0") + stddev("value-1")) / 2`;
      const [found] = (await duckdb.runAndReadAll(`select ${what} from ${from}`)).getRows();
      for (const [i, value] of about.entries()) expect(Number(value)).toBeCloseTo(Number(found[i]), 9);
      const [[type]] = (await duckdb.runAndReadAll(`select typeof(timestamp) from ${from} limit 1`)).getRows();
      expect(type).toBe("TIMESTAMP");
    }
  });
});

describe("TSB-AD", () => {
  const plan = planOf(SCENARIO);

  test("tells training rows and the first anomaly in its names", () => {
    const clean = rowsOf(planOf({ ...SCENARIO, anomalies: [] }));
    for (const split of ["unsupervised", "semi-supervised", "supervised"] as const) {
      const sets = readTsbAd(written(plan, "tsb-ad", split).directory, "TSB-AD-M");
      expect(sets.map(({ id }) => id)).toEqual([1, 2, 3]);
      sets.forEach(({ training, first, columns, labels, values, domain }, entity) => {
        const { rows, load, heat } = expectedOf(plan, entity);
        const all = either(load, heat);
        const normal = split === "semi-supervised" ? 720 : 0;
        expect(columns).toEqual(["load", "heat"]);
        expect(domain).toBe("Synthetic");
        expect(labels).toEqual([...new Array(normal).fill(0), ...all.slice(normal)]);
        expect(first).toBe(labels.indexOf(1));
        expect(training).toBe(split === "unsupervised" ? Math.min(720, first) : 720);
        const own = clean.filter((row) => row.id === plan.inventory.idOf(entity));
        expect(values).toEqual([...own.slice(0, normal), ...rows.slice(normal)].map((row) => [row.load, row.heat]));
      });
    }
  });

  test("one metric makes the univariate collection; without an anomaly there is no name", () => {
    const [jump] = SCENARIO.anomalies;
    const few = planOf({
      ...SCENARIO,
      metrics: { load: SCENARIO.metrics.load },
      anomalies: [{ ...jump, schedule: { random: { rate: "1/30d", length: "1h" } } }],
      inventory: { ...SCENARIO.inventory, count: 12 },
    });
    const { directory, notes, files } = written(few, "tsb-ad");
    const sets = readTsbAd(directory, "TSB-AD-U");
    expect(sets.length).toBeGreaterThan(0);
    expect(sets.length).toBeLessThan(12);
    expect(sets[0].columns).toEqual(["Data"]);
    expect(files).toBe(sets.length + 1);
    expect(notes).toEqual([`${12 - sets.length} entities have no anomaly and so no name in TSB-AD: left out`]);
    expect(readdirSync(directory).sort()).toEqual(["File_List", "TSB-AD-U"]);
  });
});

describe("every format", () => {
  test.each(Object.keys(exportFormats))(
    "%s replaces nothing unless it is forced, and leaves nothing unfinished",
    (as) => {
      const plan = planOf(SCENARIO);
      const { directory } = written(plan, as);
      expect(() => written(plan, as, "unsupervised", directory)).toThrow("exists already: --force replaces it");
      written(plan, as, "unsupervised", directory, true);
      const all = readdirSync(directory, { recursive: true, encoding: "utf8" });
      expect(all.filter((name) => name.includes("unfinished"))).toEqual([]);
    },
  );

  test("shows only the ticks of a table that shows fewer, and entities while they are there", () => {
    const plan = planOf({
      ...SCENARIO,
      inventory: { ...SCENARIO.inventory, active: { from: "2024-03-02T00:07:00Z" } },
      records: [{ table: "hourly", every: 12, columns: ["timestamp", "id", "load"] }],
    });
    const { directory } = written(plan, "timeeval");
    const [{ test }] = readTimeEval(directory);
    expect(test.times.slice(0, 2)).toEqual(["2024-03-02 01:00:00", "2024-03-02 02:00:00"]);
    expect(test.values.map(([value]) => value)).toEqual(
      rowsOf(plan)
        .filter(({ id }) => id === plan.inventory.idOf(0))
        .map(({ load }) => load),
    );
    expect(Date.parse(`${test.times.at(-1)}Z`) - Date.parse(`${test.times[0]}Z`)).toBe((test.times.length - 1) * HOUR);
    expect(existsSync(join(directory, "datasets.csv"))).toBe(true);
  });
});
