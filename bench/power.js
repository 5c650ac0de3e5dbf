// A thousand servers for a year of hours in one call: rows a second and peak memory, as a file a day and as one file.
// `node bench/power.js` after a build; `--quick` takes a month.
import { readdirSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { scratch, time } from "./measure.js";

const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist", "cli", "main.js");
const SERVERS = 1000;
const days = process.argv.includes("--quick") ? 31 : 365;
const rows = SERVERS * days * 24 * 2;
const folder = scratch();
const data = join(folder, "data");
const say = (text) => console.log(text);

/** Runs a command line and tells how fast it made the rows. */
function measure(what, args) {
  const { seconds, cpu, memory } = time(process.execPath, [cli, ...args, "-q"]);
  say(
    `${what.padEnd(22)} ${(rows / seconds / 1e3).toFixed(0).padStart(6)} k rows/s  ${(rows / cpu / 1e3).toFixed(0).padStart(6)} k rows/s of a core  peak ${memory.toFixed(0)} MB`,
  );
}

say(`${(rows / 1e6).toFixed(1)} M rows; ${cpus().length} cores of ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`);
try {
  time(process.execPath, [cli, "inventory", "power", "--directory", data, "--count", `${SERVERS}`, "-q"]);
  const day = ["run", "power", "--directory", data, "--date", "2023-01-01", "--days", `${days}`];
  measure("csv, a file a day", day);
  measure("parquet, a file a day", [...day, "--format", "parquet"]);
  const end = new Date(Date.UTC(2023, 0, days)).toISOString().slice(0, 10);
  const whole = ["run", "power", "--count", `${SERVERS}`, "--start", "2023-01-01", "--end", end];
  const one = join(folder, "year.csv");
  measure("csv, one file", [...whole, "--to", one]);
  measure("csv, one file, 1 thread", [...whole, "--to", join(folder, "again.csv"), "--workers", "1"]);
  const files = readdirSync(data).filter((name) => name.startsWith("data-"));
  say(`${files.length} files; one file of ${(statSync(one).size / 1e9).toFixed(2)} GB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
