import { createTimeText } from "../../core/time-text.ts";
import { utc } from "../../core/zone.ts";
import { writeWhole } from "../whole-files.ts";
import { type ExportFormat, type ExportSource, fileName } from "./format.ts";
import { createMoments, type Moments } from "./moments.ts";
import type { Split } from "./rows.ts";
import { milliseconds } from "./time.ts";

const COLUMNS = [
  "collection_name",
  "dataset_name",
  "train_path",
  "test_path",
  "dataset_type",
  "datetime_index",
  "split_at",
  "train_type",
  "train_is_normal",
  "input_type",
  "length",
  "dimensions",
  "contamination",
  "num_anomalies",
  "min_anomaly_length",
  "median_anomaly_length",
  "max_anomaly_length",
  "mean",
  "stddev",
  "trend",
  "stationarity",
  "period_size",
] as const;

/**
 * Data sets of TimeEval: `timestamp,value-0,...,is_anomaly` per entity, and datasets.csv, which tells of each. With a
 * split, the first half of the rows is the training file. What TimeEval estimates by tests of its own (trend,
 * stationarity) is left empty. Source: timeeval.readthedocs.io, Time series datasets; timeeval/datasets/datasets.py and
 * analyzer.py of github.com/TimeEval/TimeEval.
 */
export const timeeval: ExportFormat = {
  summary: "TimeEval: a test file per entity, a training file with a split, and datasets.csv.",
  splits: ["unsupervised", "semi-supervised", "supervised"],
  write(source) {
    const { plan, rows, split, files } = source;
    const result = { files: 1, rows: 0, notes: [] as string[] };
    const collection = fileName(plan.scenario.name);
    const lines: string[] = [];
    files.check("datasets.csv");
    for (let entity = 0; entity < plan.inventory.size; entity++) {
      const { count } = rows.ticks(entity);
      const dataset = fileName(plan.inventory.idOf(entity));
      const [test, train] = ["test", "train"].map((part) => `${collection}/${dataset}.${part}.csv`);
      const middle = split === "unsupervised" ? 0 : Math.floor(count / 2);
      if (middle > 0) result.rows += writePart(source, entity, train, 0, middle, split === "semi-supervised").rows();
      const moments = writePart(source, entity, test, middle, count, false);
      result.rows += moments.rows();
      result.files += middle > 0 ? 2 : 1;
      const about = { collection_name: collection, dataset_name: dataset, train_path: middle > 0 ? train : "" };
      lines.push(line({ ...about, test_path: test, ...metadata(moments, split, rows.names.length) }));
    }
    writeWhole(files, "datasets.csv", (write) => write(`${[COLUMNS.join(","), ...lines].join("\n")}\n`));
    return result;
  },
};

function line(values: Partial<Record<(typeof COLUMNS)[number], string | number>>): string {
  return COLUMNS.map((column) => values[column] ?? "").join(",");
}

function writePart(
  { plan, rows, files }: ExportSource,
  entity: number,
  path: string,
  from: number,
  to: number,
  clean: boolean,
): Moments {
  const timeText = createTimeText("sql", utc, milliseconds(plan));
  const moments = createMoments(rows.names.length);
  writeWhole(files, path, (write) => {
    write(`timestamp,${rows.names.map((_, i) => `value-${i}`).join(",")},is_anomaly\n`);
    rows.each(entity, from, to, clean, ({ tick, values, labelled }) => {
      const anomalous = labelled.includes(true);
      moments.add(values, anomalous);
      write(`${timeText(plan.grid.timeOf(tick))},${values.join(",")},${anomalous ? 1 : 0}\n`);
    });
  });
  return moments;
}

function metadata(moments: Moments, split: Split, dimensions: number): Parameters<typeof line>[0] {
  const lengths = moments.lengths().sort((a, b) => a - b);
  const [low, high] = [Math.floor((lengths.length - 1) / 2), Math.floor(lengths.length / 2)];
  const number = (value: number) => (Number.isNaN(value) ? "" : value);
  return {
    dataset_type: "synthetic",
    datetime_index: "True",
    train_type: split,
    train_is_normal: split === "semi-supervised" ? "True" : "False",
    input_type: dimensions > 1 ? "multivariate" : "univariate",
    length: moments.rows(),
    dimensions,
    contamination: number(moments.labelledRows() / moments.rows()),
    num_anomalies: lengths.length,
    min_anomaly_length: lengths[0] ?? 0,
    median_anomaly_length: lengths.length > 0 ? Math.floor((lengths[low] + lengths[high]) / 2) : 0,
    max_anomaly_length: lengths[lengths.length - 1] ?? 0,
    mean: number(moments.mean()),
    stddev: number(moments.deviation()),
  };
}
