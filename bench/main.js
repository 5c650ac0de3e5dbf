// Measures this project and its peers in one run and prints ratios: `npm run bench`, `npm run bench -- --json`.
// Every ratio is of the fastest of runs in turn on this machine; nothing in a test asserts one. Results are kept in
// bench/results.jsonl with machine and versions.
import { appendFileSync, rmSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { interleave, scratch } from "./measure.js";
import { checksumRate, encoderRates, signalCosts } from "./stages.js";
import { lateness, storageSeconds, storeRates } from "./stores.js";
import { duckdbVersion, wholeProcesses } from "./whole.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const json = process.argv.includes("--json");
const quick = process.argv.includes("--quick");
const say = (line) => json || console.log(line);
const round = (x) => Number(x.toPrecision(4));
const rounded = (object) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, round(value)]));

const [load] = loadavg();
const folder = scratch();
const whole = wholeProcesses(folder, quick ? 100 : 6000, quick ? 200 : 2000);
const { found, rows } = whole;
say(`whole processes, ${rows / 1e6} M rows each, rows or bytes a second (this takes some minutes)`);
const best = interleave(quick ? 1 : 2, whole.stages);
for (const [name, { rate, cores }] of Object.entries(best))
  say(`  ${name.padEnd(18)} ${(rate / 1e6).toFixed(2).padStart(8)} M  ${cores.toFixed(2)} cores`);
whole.fill(quick ? 1e8 : 1e10);
const start = Math.min(...Array.from({ length: 5 }, whole.start));
say("rows a second into stores, then a minute of live rows");
const stores = {
  rates: await storeRates(folder, quick ? 10 : 200, quick ? 1 : 5),
  storage_seconds: storageSeconds(folder),
  lateness: await lateness(folder, quick ? 5 : 60),
};
for (const [name, value] of Object.entries(stores.rates))
  say(`  ${name.padEnd(26)} ${(value / 1e6).toFixed(2).padStart(8)} M rows/s`);
rmSync(folder, { recursive: true, force: true });

say("one stage on one core");
const { rates: encoders, generated } = encoderRates();
say(`  ${"generate five columns".padEnd(26)} ${(generated / 1e6).toFixed(1).padStart(8)} M rows/s`);
for (const [name, value] of Object.entries(encoders))
  say(`  ${`encode ${name}`.padEnd(26)} ${(value / 1e6).toFixed(1).padStart(8)} M rows/s`);
const signals = signalCosts();
for (const [name, value] of Object.entries(signals))
  say(`  ${`signal ${name}`.padEnd(26)} ${value.toFixed(1).padStart(8)} ns/value`);

const rates = Object.fromEntries(Object.entries(best).map(([name, { rate }]) => [name, rate]));
const bytesPerRow = found.sizes["x.ndjson"] / rows;
const result = {
  ndjson_1core_vs_duckdb: round(rates.ndjson / rates.duckdb_ndjson),
  ndjson_2core_vs_duckdb: round(rates.ndjson_2 / rates.duckdb_ndjson_2),
  csv_1core_vs_duckdb: round(rates.csv / rates.duckdb_csv),
  parquet_1core_vs_duckdb: round(rates.parquet / rates.duckdb_parquet),
  parquet_size_vs_duckdb: round(found.sizes["x.parquet"] / found.sizes.duckdb),
  meter_files_vs_python: round(rates.meter_files / rates.python_loop),
  share_of_write_limit: round((rates.ndjson * bytesPerRow) / rates.write_limit),
  share_of_pipe_limit: round((rates.pipe * bytesPerRow) / rates.pipe_limit),
  peak_rss_mb: round(found.peak),
  signal_ns_per_value: rounded(signals),
};
const line = {
  date: new Date().toISOString().slice(0, 10),
  machine: {
    cpu: cpus()[0].model,
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    duckdb: duckdbVersion(),
    python: found.python,
    load: round(load),
  },
  rows,
  start_seconds: round(start),
  rows_per_second: rounded({
    ...rates,
    generate: generated,
    encode_ndjson: encoders.ndjson,
    encode_csv: encoders.csv,
    encode_parquet: encoders.parquet,
  }),
  cores: rounded(Object.fromEntries(Object.entries(best).map(([name, { cores }]) => [name, cores]))),
  bytes_per_row: { ndjson: round(bytesPerRow), csv: round(found.sizes["x.csv"] / rows) },
  hash_bytes_per_second: round(checksumRate()),
  stores: { ...stores, rates: rounded(stores.rates), storage_seconds: round(stores.storage_seconds) },
  ndjson_vs_stringify: round(encoders.ndjson / encoders["JSON.stringify"]),
  ...result,
};
if (!quick) appendFileSync(join(root, "bench", "results.jsonl"), `${JSON.stringify(line)}\n`);
say("ratios");
if (json) console.log(JSON.stringify(result));
else
  for (const [name, value] of Object.entries(result))
    if (typeof value === "number") say(`  ${name.padEnd(26)} ${value}`);
