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
  ["peak_rss_mb", "Peak memory of 10 GB of NDJSON, two generating threads, MB", 300, (x, goal) => x < goal],
];

/** A line of a meter's file: a time and an uniform reading. */
const METER_BYTES = 52;

/** How near a goal is, in words. */
function verdict(value, goal, met) {
  if (met) return "met";
  const times = Math.max(goal / value, value / goal);
  return `missed: ${times.toFixed(times < 1.1 ? 2 : times < 10 ? 1 : 0)} times short`;
}

/** Nanoseconds that a row takes of processors, stage by stage. */
function costs({ rows_per_second: rates, bytes_per_row, hash_bytes_per_second }, format) {
  const bytes = bytes_per_row[format];
  return {
    generate: 1e9 / rates.generate,
    encode: 1e9 / rates[`encode_${format}`],
    checksum: (1e9 * bytes) / hash_bytes_per_second,
    write: (1e9 * bytes) / rates.write_limit,
  };
}

function costRow(result, format) {
  const { generate, encode, checksum, write } = costs(result, format);
  const measured = 1e9 / result.rows_per_second[format];
  const cells = [generate, encode, generate + encode, checksum, write, checksum + write, measured];
  return `| ${format} | ${cells.map((ns) => ns.toFixed(0)).join(" | ")} |`;
}

/** What others did on the machine meanwhile: it slows everything down, not all alike. */
function busy({ load, cores }) {
  if (!(load > 0.25 * cores)) return "";
  return `\nOther programs were running: ${load.toFixed(1)} wanted the ${cores} cores when it began, so that these figures are to be taken again.`;
}

/** Rows into stores, of results that have them. */
function storesOf({ stores }) {
  if (!stores) return "";
  const { rates, storage_seconds, lateness } = stores;
  const million = (name) => (rates[name] / 1e6).toFixed(2);
  const rows = [
    ["SQLite", "sqlite", 0.5, "a prepared upsert a row in one transaction"],
    ["DuckDB", "duckdb", 2, "data chunks into an appender, no key"],
  ].map(
    ([title, name, goal, peer]) =>
      `| ${title} | ${million(name)} | ${goal} | ${verdict(rates[name], goal * 1e6, rates[name] >= goal * 1e6)} | ${million(`${name}_again`)} | ${million(`${name}_peer`)}, ${peer} |`,
  );
  return `
## Stores

Million rows a second on one thread, each row once by its key, of the same five columns in batches made beforehand; then the
same rows again over those that are there; and the plainest good code for the same client, in
[bench/peers](../bench/peers/stores.js).

| store | new rows | goal | | again | client alone |
| --- | ---: | ---: | --- | ---: | --- |
${rows.join("\n")}

The history of \`storage\`, from 10 April 2025 to the day of the measurement, is in SQLite ${storage_seconds.toFixed(2)} s after the command
was given (goal: 2 s, ${verdict(storage_seconds, 2, storage_seconds < 2)}). Live, ${lateness.ticks} ticks of 10,000 meters a second apart were stored in SQLite
${lateness.p50} ms after they were due in the median, ${lateness.p99} ms at the 99th percentile.
`;
}

/** What keeps us from the goals, by what was measured. */
function reasons(result) {
  const { rows, rows_per_second: rates, start_seconds, machine } = result;
  const { generate, encode, checksum, write } = costs(result, "ndjson");
  const [made, stored] = [generate + encode, checksum + write];
  const start = (1e9 * start_seconds) / rows;
  const leaves = (name, goal) => (1e9 / rates[name] / goal).toFixed(0);
  const times = (ns, name) => (1e9 / ns / rates[name]).toFixed(1);
  const parquet = rates.encode_parquet ? `, ${(1e9 / rates.encode_parquet).toFixed(0)} ns a row` : "";
  return `One thread generates and encodes, ${made.toFixed(0)} ns a row of NDJSON; another sums up and writes, ${stored.toFixed(0)} ns. The slower of them sets the
pace: with ${start.toFixed(0)} for the start (${start_seconds.toFixed(2)} s in all) that would be ${times(Math.max(made, stored) + start, "duckdb_ndjson")} times DuckDB's one thread. Measured, it is less, since
bytes go from one core's cache to the other's, and engines compile on the second core at first. The goal leaves ${leaves("duckdb_ndjson", 8)} ns
for everything; a model of homes with five metrics that depend on each other takes ${generate.toFixed(0)}, where DuckDB draws three random numbers. One
generating thread keeps ${result.cores.ndjson.toFixed(1)} of the ${machine.cores} cores busy already, so that a second, which has to compile everything again, brings nothing
here: all that a row takes, shared by two cores, would be ${times((made + stored) / 2, "duckdb_ndjson_2")} times DuckDB's two at best, and the goal leaves ${leaves("duckdb_ndjson_2", 6)} ns on
each. ${checksum.toFixed(0)} ns are a checksum that DuckDB does not make.

Of Parquet, one thread generates and another encodes and writes${parquet}; the goal leaves ${leaves("duckdb_parquet", 3)}. DuckDB writes
rows that it has in memory. A file per meter and day would have to take ${leaves("python_loop", 80)} ns a row; writing its bytes alone takes ${((1e9 * METER_BYTES) / rates.write_limit).toFixed(0)}
at this machine's limit, and every file costs six calls of the system and two messages between threads.

What would bring more is values and text made several at a time (SIMD), which JavaScript cannot; see [decision 6](decisions/0006-speed.md).`;
}

/** The page of one result. */
export function page(result) {
  const { machine, date } = result;
  const goals = GOALS.map(([key, what, goal, met]) => {
    return `| ${what} | ${result[key]} | ${goal} | ${verdict(result[key], goal, met(result[key], goal))} |`;
  });
  const wholes = Object.entries(result.cores).filter(([name]) => !name.endsWith("_limit"));
  return `# Performance

Written by \`node bench/page.js\` from the last line of bench/results.jsonl. \`npm run bench\` measures it anew: whole processes
of ours, start included, and of peers, in turn, the faster of two each. Only ratios of one run mean something: machines
differ and are noisy.

Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB; Node ${machine.node}, DuckDB ${machine.duckdb}, Python ${machine.python}; ${date}.${busy(machine)}

The rows are ${(result.rows / 1e6).toFixed(1)} million of \`smart-meter --columns meter_id,timestamp,reading,voltage,current --order entity\`:
homes with appliances, not noise. DuckDB's are as many and simpler (a sine and \`random()\`, its table made beforehand and not
timed): its best SQL is in [bench/peers](../bench/peers/duckdb.js), the Python loop, for a third of the meters,
in [bench/peers](../bench/peers/meter_loop.py). Files are new, in memory.

| what | ratio | goal | |
| --- | ---: | ---: | --- |
${goals.join("\n")}

## Why goals are missed

Goals that are missed are still goals. This is what a row costs, ns of one processor, each measured alone but the last,
which is a whole run with one generating thread:

| format | generate | encode | one thread | checksum | write | the other | measured |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${costRow(result, "ndjson")}
${costRow(result, "csv")}

${reasons(result)}

## Rows a second

Cores are those busy on average: a generating thread has others that write and compile beside it.

| stage | million | cores |
| --- | ---: | ---: |
${wholes.map(([name, cores]) => `| ${name.replaceAll("_", " ")} | ${(result.rows_per_second[name] / 1e6).toFixed(2)} | ${cores.toFixed(1)} |`).join("\n")}
| generate, in one thread | ${(result.rows_per_second.generate / 1e6).toFixed(2)} | 1.0 |
| encode NDJSON, in one thread | ${(result.rows_per_second.encode_ndjson / 1e6).toFixed(2)} | 1.0 |
| encode CSV, in one thread | ${(result.rows_per_second.encode_csv / 1e6).toFixed(2)} | 1.0 |
${storesOf(result)}
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
