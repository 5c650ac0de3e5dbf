// Whole processes, of this project and of its peers: each gives { rate (rows or bytes a second), cores (busy) }.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { time } from "./measure.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, "dist", "cli", "main.js");
const peers = join(root, "bench", "peers");
const TICKS = 8640;
const DAY = ["--start", "2024-01-01", "--end", "2024-01-01", "--order", "entity", "--quiet"];
/** The columns that all tables of the comparison have. */
const FIVE = ["--columns", "meter_id,timestamp,reading,voltage,current"];

/** What runs in `folder` with the days of so many meters (Python's loop with a third of them); `megabytes` to find limits. */
export function wholeProcesses(folder, meters, megabytes) {
  const rows = meters * TICKS;
  const sizes = {};
  const found = { sizes, peak: 0, python: "" };
  const run = (to, workers, extra, count = meters) => [
    "run",
    "smart-meter",
    "--count",
    `${count}`,
    ...DAY,
    "--workers",
    `${workers}`,
    "--to",
    to,
    ...extra,
  ];

  /** Of ours, start included, to a new file. */
  const ours = (target, workers, extra = FIVE) => {
    const to = join(folder, target);
    const { seconds, cpu, memory } = time(process.execPath, [cli, ...run(to, workers, extra)]);
    found.peak = Math.max(found.peak, memory);
    if (statSync(to).isFile()) sizes[target] = statSync(to).size;
    rmSync(to, { recursive: true, force: true });
    rmSync(join(folder, ".fauxmetry"), { recursive: true, force: true });
    return { rate: rows / seconds, cores: cpu / seconds };
  };

  const peer = (command, file, path, args) => {
    const { rows, seconds, cpu, bytes, ...rest } = JSON.parse(time(command, [join(peers, file), ...args]).stdout);
    rmSync(path, { recursive: true, force: true });
    return { rate: rows / seconds, cores: cpu / seconds, bytes, ...rest };
  };
  const duckdb = (format, threads) => {
    const path = join(folder, `peer.${format}`);
    return peer(process.execPath, "duckdb.js", path, [path, format, `${rows}`, `${threads}`]);
  };
  const duckdbParquet = () => {
    const [csv, path] = [join(folder, "same.csv"), join(folder, "peer.parquet")];
    if (!existsSync(csv)) time(process.execPath, [cli, ...run(csv, 2, FIVE)]);
    const made = peer(process.execPath, "duckdb-parquet.js", path, [csv, path, "1", "zstd"]);
    sizes.duckdb = made.bytes;
    return made;
  };
  const pythonLoop = () => {
    const to = join(folder, "loop");
    const made = peer("python3", "meter_loop.py", to, [to, `${Math.ceil(meters / 3)}`]);
    found.python = `${made.python} with ${made.encoder}`;
    return made;
  };

  const shell = (args, into) =>
    time("sh", ["-c", `${[process.execPath, ...args].map((arg) => `'${arg}'`).join(" ")} ${into}`]);
  const piped = () => {
    const { seconds, cpu } = shell([cli, ...run("-", 1, FIVE)], "| cat > /dev/null");
    return { rate: rows / seconds, cores: cpu / seconds };
  };
  /** Of what this machine does with a constant: to a new file, through a pipe. */
  const limit = (path) => {
    const args = [join(peers, "constant.js"), path, `${megabytes}`];
    const { stderr } =
      path === "-"
        ? spawnSync("sh", ["-c", `"${process.execPath}" ${args.join(" ")} | cat > /dev/null`], { encoding: "utf8" })
        : spawnSync(process.execPath, args, { encoding: "utf8" });
    rmSync(path, { force: true });
    return { rate: JSON.parse(stderr).bytesPerSecond, cores: 1 };
  };

  return {
    found,
    rows,
    /** Reaches its peak with two threads and `bytes` of output. */
    fill(bytes) {
      const count = Math.ceil(bytes / (sizes["x.ndjson"] / meters));
      found.peak = Math.max(found.peak, shell([cli, ...run("-", 2, FIVE, count)], "> /dev/null").memory);
    },
    /** Seconds until a run of nearly nothing is done. */
    start: () => time(process.execPath, [cli, ...run("null:", 1, FIVE, 1)]).seconds,
    stages: {
      ndjson: () => ours("x.ndjson", 1),
      duckdb_ndjson: () => duckdb("json", 1),
      csv: () => ours("x.csv", 1),
      duckdb_csv: () => duckdb("csv", 1),
      ndjson_2: () => ours("x.ndjson", 2),
      duckdb_ndjson_2: () => duckdb("json", 2),
      meter_files: () => ours("meters/", 1, ["--set", "profile=uniform"]),
      python_loop: pythonLoop,
      parquet: () => ours("x.parquet", 1),
      duckdb_parquet: duckdbParquet,
      pipe: piped,
      write_limit: () => limit(join(folder, "constant")),
      pipe_limit: () => limit("-"),
    },
  };
}

/** The version of DuckDB that is compared with. */
export function duckdbVersion() {
  return JSON.parse(readFileSync(join(root, "node_modules", "@duckdb", "node-api", "package.json"), "utf8")).version;
}
