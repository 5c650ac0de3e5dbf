import { Option } from "commander";
import { each, listed, positive, toOption, wholeNumber } from "../flags.ts";
import type { CommandLine } from "./command-line.ts";

const API = "http://127.0.0.1:8000/segment-stats";

/** Commands that collect what servers tell, and watch it. */
export function watchCommands({ program, add, exit }: CommandLine): void {
  program.commandsGroup("Collect and watch:");
  add(
    "collect [url]",
    "Store what a segment API tells, as JSON, CSV and in SQLite; or rows of a URL.",
    "fauxmetry collect --simulate-minutes 15 --dataset-path devices.csv",
    "fauxmetry collect --from-csv data_collection/",
    "fauxmetry collect https://example.org/readings.ndjson --to sqlite:x.db",
  )
    .optionsGroup("The segment API:")
    .option("--api-url <url>", "where it is", API)
    .option("--current-time <time>", "2026-11-21 21:04:45, UTC; by default the server's own")
    .addOption(new Option("--window-minutes <n>", "time in which it is counted").argParser(wholeNumber).default(60))
    .addOption(new Option("--frequency-minutes <n>", "time between reports").argParser(wholeNumber).default(15))
    .option("--update-probability <p>", "of a report in that time; own: as the fleet itself does", "0.10")
    .addOption(new Option("--timeout <s>", "time an answer may take").argParser(positive).default(30))
    .addOption(new Option("--retries <n>", "further attempts").argParser(wholeNumber).default(3))
    .optionsGroup("Simulated time:")
    .addOption(
      new Option("--simulate-minutes <n>", "each collect is so much later than the last").argParser(wholeNumber),
    )
    .option("--simulation-state-file <file>", "holds that time", "data_collection/simulation_clock.txt")
    .optionsGroup("Output:")
    .option("--output-dir <folder>", "gets json/ and csv/", "data_collection")
    .option("--timeseries-db <file>", "SQLite database", "data_collection/segment_timeseries.db")
    .addOption(
      new Option("--csv-header <which>", "documented: with ts").choices(["plain", "documented"]).default("plain"),
    )
    .option("--from-csv <path>", "bring CSV files, or a folder's, into the database instead")
    .optionsGroup("Rows of a URL, lines of JSON or a JSON document:")
    .addOption(toOption())
    .option("--format <name>", "of files and standard output: ndjson, csv, parquet")
    .option("--table <name>", "name of the table", "rows")
    .addOption(new Option("--columns <list>", "columns in order; name:type gives one a type").argParser(listed))
    .addOption(new Option("--key <list>", "columns that identify a row; id and time").argParser(listed))
    .option("--at <path>", "where the rows are in a document: data.rows")
    .addOption(new Option("--header <name: value>", "sent with the request; repeatable").argParser(each))
    .option("--force", "replace what exists")
    .optionsGroup("Monitor:")
    .option("--dataset-path <file>", "inventory that percentages are of", "data_raw/synthetic_devices.csv")
    .option("--rules <file>", "rules and channels, see fauxmetry monitor")
    .option("--alert-log <file>", "where alerts are kept", "sre_analysis/alerts.log")
    .option("--disable-alert-log", "keep none")
    .action(async (url, flags) => (await import("../collect.ts")).collectCommand(url, flags));
  add(
    "monitor",
    "Judge what was collected: how many are online, or rules of your own.",
    "fauxmetry monitor --dataset-path devices.csv --fail",
    "fauxmetry monitor --rules monitor.yaml",
  )
    .optionsGroup("What is watched:")
    .option("--db-path <file>", "SQLite or DuckDB database; data_collection/segment_timeseries.db")
    .option("--dataset-path <file>", "inventory that percentages are of; data_raw/synthetic_devices.csv")
    .option("--segment <name>", "segment that is counted; Type")
    .option("--rules <file>", "rules and channels in YAML instead")
    .optionsGroup("When to alert:")
    .addOption(new Option("--history <n>", "snapshots in the baseline; 4").argParser(wholeNumber))
    .addOption(new Option("--drop-threshold <share>", "drop that alerts; 0.15").argParser(Number))
    .option("--warm-up <duration>", "time after the first snapshot that is no baseline; 1h")
    .option("--now <instant>", "the present, for rules of absence")
    .optionsGroup("Who is told:")
    .option("--alert-log <file>", "where alerts are kept; sre_analysis/alerts.log")
    .option("--disable-alert-log", "keep none")
    .option("--state <file>", "incidents and what was told; incidents.db beside the database")
    .option("--fail", "exit with 4 while there is an alert")
    .option("--json", "print what was found for programs")
    .action(async (flags) => exit(await (await import("../monitor.ts")).monitorCommand(flags)));
  add(
    "schedule <cron> <command...>",
    "Run a command again and again; {due} in it is the time it is due.",
    'fauxmetry schedule "* * * * *" -- collect --current-time {due}',
    'fauxmetry schedule "0 6 * * 1-5" --zone Europe/Berlin -- monitor --fail',
  )
    .option("--zone <zone>", "time zone of the schedule", "UTC")
    .addOption(
      new Option("--catch-up <which>", "times to make up for that passed while nothing ran")
        .choices(["none", "last", "all"])
        .default("last"),
    )
    .option("--name <name>", "of the schedule in its history", "default")
    .option("--history <file>", "SQLite database of what ran when", "schedule.db")
    .option("-q, --quiet", "say nothing but errors")
    .action(async (cron, command, flags) => (await import("../schedule.ts")).scheduleCommand(cron, command, flags));
}
