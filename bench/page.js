// Writes docs/performance.md from the last line of bench/results.jsonl: `node bench/page.js`.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What we are after, and why we are not there where we are not. */
const GOALS = [
  [
    "ndjson_1core_vs_duckdb",
    "NDJSON, one generating thread, against DuckDB's COPY on one thread",
    8,
    (x, goal) => x >= goal,
  ],
  ["ndjson_2core_vs_duckdb", "NDJSON, two generating threads, against DuckDB's COPY on two", 6, (x, goal) => x >= goal],
  ["csv_1core_vs_duckdb", "CSV, one generating thread, against DuckDB's COPY on one thread", 8, (x, goal) => x >= goal],
  [
    "parquet_1core_vs_duckdb",
    "Parquet (zstd), generated and written, against DuckDB writing the same rows",
    3,
    (x, goal) => x >= goal,
  ],
  ["parquet_size_vs_duckdb", "Parquet file size against DuckDB's of the same rows", 1.1, (x, goal) => x <= goal],
  [
    "meter_files_vs_python",
    "A file per meter and day, uniform readings, against a Python loop",
    80,
    (x, goal) => x >= goal,
  ],
  [
    "share_of_write_limit",
    "Share of what this machine writes of a constant to a new file",
    0.55,
    (x, goal) => x >= goal,
  ],
  ["share_of_pipe_limit", "Share of what this machine pipes of a constant", 0.5, (x, goal) => x >= goal],
  ["peak_rss_mb", "Peak memory, MB", 300, (x, goal) => x < goal],
];

/** The page of one result. */
export function page(result) {
  const { machine, date } = result;
  const goals = GOALS.map(
    ([key, what, goal, met]) => `| ${what} | ${result[key]} | ${goal} | ${met(result[key], goal) ? "met" : "missed"} |`,
  );
  const rates = Object.entries(result.rows_per_second).filter(([name]) => !name.endsWith("_limit"));
  return `# Performance

Written by \`node bench/page.js\` from the last line of bench/results.jsonl. \`npm run bench\` measures it anew: whole processes
of ours, start included, and of peers, in turn; medians. Only ratios of one run mean something: machines differ and are noisy.

Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB; Node ${machine.node}, DuckDB ${machine.duckdb}, Python ${machine.python}; ${date}.

The rows are \`smart-meter --columns meter_id,timestamp,reading,voltage,current --order entity\`: homes with appliances, not
noise. DuckDB's are simpler (a sine and \`random()\`, its table made beforehand and not timed): its best SQL is in
[bench/peers](../bench/peers/duckdb.js), the Python loop in [bench/peers](../bench/peers/meter_loop.py). Files are new, in memory.

| what | ratio | goal | |
| --- | ---: | ---: | --- |
${goals.join("\n")}

Goals that are missed are still goals. What is known of the gap: a run of this size pays about half a second to start the
program and its generating thread; generation and text take most of the rest; hashing and writing overlap with them.

## Rows a second

| stage | million |
| --- | ---: |
${rates.map(([name, value]) => `| ${name.replaceAll("_", " ")} | ${(value / 1e6).toFixed(2)} |`).join("\n")}

## Signals

Nanoseconds a value on one core, rounding to decimals included, in runs of 4096 ticks of changing entities.

| signal | ns |
| --- | ---: |
${Object.entries(result.signal_ns_per_value)
  .map(([name, value]) => `| ${name} | ${value.toFixed(1)} |`)
  .join("\n")}
`;
}

/** The newest result on record. */
export function newest() {
  return JSON.parse(
    readFileSync(join(root, "bench", "results.jsonl"), "utf8")
      .trim()
      .split("\n")
      .at(-1),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(root, "docs", "performance.md"), page(newest()));
