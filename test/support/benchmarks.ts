/** Readers of benchmarks' files, written from what those benchmarks document and nothing of the program. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The lines of a CSV file without quotes, header first. */
export function csv(path: string): string[][] {
  const text = readFileSync(path, "utf8");
  if (text.includes("\r") || text.includes('"')) throw new Error(`${path}: expected plain lines that end in LF`);
  if (!text.endsWith("\n")) throw new Error(`${path}: the last line does not end`);
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => line.split(","));
}

export interface ReadSeries {
  times: string[];
  values: (number | undefined)[][];
  labels: number[];
}

/** NAB: each file that the windows name is there, each edge of a window is a timestamp of it; between both all is labelled. */
export function readNab(root: string): Record<string, ReadSeries> {
  const json = (name: string) => JSON.parse(readFileSync(join(root, "labels", name), "utf8"));
  const windows = json("combined_windows.json") as Record<string, [string, string][]>;
  const labels = json("combined_labels.json") as Record<string, string[]>;
  const there = readdirSync(join(root, "data"), { recursive: true, encoding: "utf8" }).filter((f) =>
    f.endsWith(".csv"),
  );
  if (JSON.stringify(there.sort()) !== JSON.stringify(Object.keys(windows).sort())) throw new Error("other files");
  if (JSON.stringify(Object.keys(windows)) !== JSON.stringify(Object.keys(labels))) throw new Error("other labels");
  return Object.fromEntries(
    Object.entries(windows).map(([path, found]) => {
      const [header, ...rows] = csv(join(root, "data", path));
      if (header.join(",") !== "timestamp,value") throw new Error(`${path}: ${header}`);
      const times = rows.map(([time]) => time);
      const index = (text: string) => {
        if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/.test(text)) throw new Error(`${path}: ${text}`);
        const at = times.indexOf(text.replace(/\.0{6}$/, ""));
        if (at < 0) throw new Error(`${path}: no timestamp ${text}`);
        return at;
      };
      const marks = times.map(() => 0);
      let last = -1;
      found.forEach(([from, to], i) => {
        const [a, b] = [index(from), index(to)];
        if (a > b || a <= last || index(labels[path][i]) !== a) throw new Error(`${path}: window ${i}`);
        marks.fill(1, a, b + 1);
        last = b;
      });
      return [path, { times, values: rows.map(([, value]) => [number(value)]), labels: marks }];
    }),
  );
}

function number(text: string): number | undefined {
  if (text === "") return undefined;
  if (!Number.isFinite(Number(text))) throw new Error(`no number: ${text}`);
  return Number(text);
}

/** A data file of TimeEval: an index, values, and is_anomaly of 0 or 1 at the end. */
export function readTimeEvalFile(path: string): ReadSeries {
  const [header, ...rows] = csv(path);
  if (header[0] !== "timestamp" || header.at(-1) !== "is_anomaly") throw new Error(`${path}: ${header}`);
  return {
    times: rows.map(([time]) => time),
    values: rows.map((row) => row.slice(1, -1).map(number)),
    labels: rows.map((row) => label(row.at(-1)!)),
  };
}

function label(text: string): number {
  if (text !== "0" && text !== "1") throw new Error(`no label: ${text}`);
  return Number(text);
}

export interface TimeEvalSet {
  about: Record<string, string>;
  test: ReadSeries;
  train?: ReadSeries;
}

/** datasets.csv of TimeEval and the files it names. */
export function readTimeEval(root: string): TimeEvalSet[] {
  const [header, ...rows] = csv(join(root, "datasets.csv"));
  return rows.map((row) => {
    const about = Object.fromEntries(header.map((name, i) => [name, row[i]]));
    const train = about.train_path === "" ? undefined : readTimeEvalFile(join(root, about.train_path));
    return { about, test: readTimeEvalFile(join(root, about.test_path)), train };
  });
}

export interface TsbSet {
  id: number;
  domain: string;
  training: number;
  first: number;
  columns: string[];
  values: (number | undefined)[][];
  labels: number[];
}

/** The files that a list of TSB-AD names, with what their names tell. */
export function readTsbAd(root: string, collection: "TSB-AD-U" | "TSB-AD-M"): TsbSet[] {
  const [[head], ...names] = csv(join(root, "File_List", `${collection}.csv`));
  if (head !== "file_name") throw new Error(head);
  return names.map(([name], i) => {
    const parts = /^(\d{3,})_([A-Za-z0-9]+)_id_(\d+)_([A-Za-z]+)_tr_(\d+)_1st_(\d+)\.csv$/.exec(name);
    if (!parts || Number(parts[1]) !== i + 1) throw new Error(`no name of TSB-AD: ${name}`);
    const [header, ...rows] = csv(join(root, collection, name));
    if (header.at(-1) !== "Label") throw new Error(`${name}: ${header}`);
    return {
      id: Number(parts[3]),
      domain: parts[4],
      training: Number(parts[5]),
      first: Number(parts[6]),
      columns: header.slice(0, -1),
      values: rows.map((row) => row.slice(0, -1).map(number)),
      labels: rows.map((row) => label(row.at(-1)!)),
    };
  });
}
