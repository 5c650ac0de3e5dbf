// Measures this project and its peers in one run and prints ratios: `npm run bench`, `npm run bench -- --json`.
// Every ratio is of medians of runs in turn on this machine; nothing in a test asserts one. Results are kept in
// bench/results.jsonl with machine and versions.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { interleave, scratch, time } from "./measure.js";
import { encoderRates, signalCosts } from "./stages.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, "dist", "cli", "main.js");
const json = process.argv.includes("--json");
const quick = process.argv.includes("--quick");
const METERS = quick ? 100 : 1000;
const ROUNDS = quick ? 1 : 3;
const folder = scratch();
const say = (line) => json || console.log(line);

const DAY = ["--start", "2024-01-01", "--end", "2024-01-01", "--order", "entity", "--quiet"];
const smartMeter = (to, workers, extra) => [
  "run",
  "smart-meter",
  "--count",
  String(METERS),
  ...DAY,
  "--workers",
  String(workers),
  "--to",
  to,
  ...extra,
];

/** Rows a second of a whole process of ours, start included, to a new file. */
function ours(target, workers, extra) {
  const to = join(folder, target);
  const { seconds, memory } = time(process.execPath, [cli, ...smartMeter(to, workers, extra)]);
  peak = Math.max(peak, memory);
  if (statSync(to).isFile()) sizes[target] = statSync(to).size;
  rmSync(to, { recursive: true, force: true });
  rmSync(join(folder, ".fauxmetry"), { recursive: true, force: true });
  return (METERS * 8640) / seconds;
}

function duckdb(format, threads) {
  const path = join(folder, `peer.${format}`);
  const { stdout } = time(process.execPath, [
    join(root, "bench", "peers", "duckdb.js"),
    path,
    format,
    String(METERS * 8640),
    String(threads),
  ]);
  rmSync(path, { force: true });
  const { rows, seconds } = JSON.parse(stdout);
  return rows / seconds;
}

/** Size of what DuckDB and we make of the same rows, and how fast DuckDB does. */
const sizes = {};
function duckdbParquet() {
  const [csv, path] = [join(folder, "same.csv"), join(folder, "peer.parquet")];
  if (!existsSync(csv)) time(process.execPath, [cli, ...smartMeter(csv, 2, five)]);
  const args = [join(root, "bench", "peers", "duckdb-parquet.js"), csv, path, "1", "zstd"];
  const { rows, seconds, bytes } = JSON.parse(time(process.execPath, args).stdout);
  sizes.duckdb = bytes;
  rmSync(path);
  return rows / seconds;
}

/** Bytes a second that this machine writes of a constant, to a new file or through a pipe. */
function limit(pipe) {
  const path = join(folder, "constant");
  const program = [join(root, "bench", "peers", "constant.js"), pipe ? "-" : path, quick ? "200" : "1000"];
  const { stderr } = pipe
    ? spawnSync("sh", ["-c", `"${process.execPath}" "${program[0]}" - ${program[2]} | cat > /dev/null`], {
        encoding: "utf8",
      })
    : spawnSync(process.execPath, program, { encoding: "utf8" });
  rmSync(path, { force: true });
  return JSON.parse(stderr).bytesPerSecond;
}

/** Rows a second of ours through a pipe to cat, process start included. */
function piped() {
  const args = smartMeter("-", 1, five)
    .map((arg) => `'${arg}'`)
    .join(" ");
  return (METERS * 8640) / time("sh", ["-c", `"${process.execPath}" "${cli}" ${args} | cat > /dev/null`]).seconds;
}

let python = "";
function loop() {
  const to = join(folder, "loop");
  const { stdout } = time("python3", [join(root, "bench", "peers", "meter_loop.py"), to, String(quick ? 20 : 100)]);
  rmSync(to, { recursive: true, force: true });
  const found = JSON.parse(stdout);
  python = `${found.python} with ${found.encoder}`;
  return found.rows / found.seconds;
}

let peak = 0;
const five = ["--columns", "meter_id,timestamp,reading,voltage,current"];
say("whole processes, rows a second (this may take some minutes)");
const rates = interleave(ROUNDS, {
  ndjson: () => ours("x.ndjson", 1, five),
  duckdb_ndjson: () => duckdb("json", 1),
  csv: () => ours("x.csv", 1, five),
  duckdb_csv: () => duckdb("csv", 1),
  ndjson_2: () => ours("x.ndjson", 2, five),
  duckdb_ndjson_2: () => duckdb("json", 2),
  meter_files: () => ours("meters/", 1, ["--set", "profile=uniform"]),
  python_loop: loop,
  parquet: () => ours("x.parquet", 1, five),
  duckdb_parquet: duckdbParquet,
  pipe: piped,
  write_limit: () => limit(false),
  pipe_limit: () => limit(true),
});
for (const [name, value] of Object.entries(rates))
  say(`  ${name.padEnd(18)} ${(value / 1e6).toFixed(2).padStart(8)} M`);

say("one stage on one core");
const { rates: encoders, generated } = encoderRates();
say(`  ${"generate five columns".padEnd(26)} ${(generated / 1e6).toFixed(1).padStart(8)} M rows/s`);
for (const [name, value] of Object.entries(encoders))
  say(`  ${`encode ${name}`.padEnd(26)} ${(value / 1e6).toFixed(1).padStart(8)} M rows/s`);
const signals = signalCosts();
for (const [name, value] of Object.entries(signals))
  say(`  ${`signal ${name}`.padEnd(26)} ${value.toFixed(1).padStart(8)} ns/value`);
rmSync(folder, { recursive: true, force: true });

const round = (x) => Number(x.toPrecision(4));
const bytesPerRow = sizes["x.ndjson"] / (METERS * 8640);
const result = {
  ndjson_1core_vs_duckdb: round(rates.ndjson / rates.duckdb_ndjson),
  ndjson_2core_vs_duckdb: round(rates.ndjson_2 / rates.duckdb_ndjson_2),
  csv_1core_vs_duckdb: round(rates.csv / rates.duckdb_csv),
  parquet_1core_vs_duckdb: round(rates.parquet / rates.duckdb_parquet),
  parquet_size_vs_duckdb: round(sizes["x.parquet"] / sizes.duckdb),
  share_of_write_limit: round((rates.ndjson * bytesPerRow) / rates.write_limit),
  share_of_pipe_limit: round((rates.pipe * bytesPerRow) / rates.pipe_limit),
  meter_files_vs_python: round(rates.meter_files / rates.python_loop),
  ndjson_vs_stringify: round(encoders.ndjson / encoders["JSON.stringify"]),
  peak_rss_mb: round(peak),
  signal_ns_per_value: Object.fromEntries(Object.entries(signals).map(([name, value]) => [name, round(value)])),
};
const machine = {
  cpu: cpus()[0].model,
  cores: cpus().length,
  memory_gb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  duckdb: duckdbVersion(),
  python,
};
const rows_per_second = Object.fromEntries(
  Object.entries({ ...rates, generate: generated }).map(([name, value]) => [name, Math.round(value)]),
);
if (!quick)
  appendFileSync(
    join(root, "bench", "results.jsonl"),
    `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), machine, rows_per_second, ...result })}\n`,
  );
say("ratios");
if (json) console.log(JSON.stringify(result));
else
  for (const [name, value] of Object.entries(result))
    if (typeof value === "number") say(`  ${name.padEnd(26)} ${value}`);

function duckdbVersion() {
  return JSON.parse(readFileSync(join(root, "node_modules", "@duckdb", "node-api", "package.json"), "utf8")).version;
}
