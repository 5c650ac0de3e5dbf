import { existsSync, statSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";

/** What changes a scenario before it is compiled. */
export interface ScenarioFlags {
  seed?: number;
  start?: string;
  end?: string;
  last?: string;
  interval?: string;
  count?: number;
  zone?: string;
  jitter?: string;
  inventory?: string;
  table?: string;
  columns?: string[];
  set?: string[];
  /** Largest variation of sample times. */
  fuzz?: string;
  /** Leave out the begin where rows have an end. */
  endOnly?: boolean;
  /** Files of hours rather than days. */
  hourly?: boolean;
  /** The folder that has the inventory and the files of a scenario; entities are in the order of their ids. */
  directory?: string;
}

/** Where and how rows are written. */
export interface OutputFlags {
  to?: string[];
  labels?: string[];
  format?: string;
  formatOption?: string[];
  compress?: string;
  bucket?: string;
  spool?: string;
  fileSize?: number;
  order?: "time" | "entity";
  workers?: number;
  shard?: { index: number; count: number };
}

/** A whole number of 0 or more: `7`, `2_000`, `1e6`. */
export function wholeNumber(text: string): number {
  const value = /^\d+(_\d{3})*(e\d+)?$/i.test(text) ? Number(text.replaceAll("_", "")) : NaN;
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError("Expected a whole number, such as 7, 2_000 or 1e6.");
  return value;
}

/** The i-th of n shards, counted from 1: `2/3`. The result counts from 0. */
export function shardOf(text: string): { index: number; count: number } {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!(index >= 1 && index <= count)) throw new InvalidArgumentError("Expected i/n with i from 1 to n, such as 2/3.");
  return { index: index - 1, count };
}

/** Bytes: `128MB`, `1GB`, `64KiB`. */
export function byteCount(text: string): number {
  const [, number, kind = "", binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text) ?? [];
  const bytes = Number(number) * (binary ? 1024 : 1000) ** " kmgt".indexOf(kind.toLowerCase() || " ");
  if (!(bytes >= 1)) throw new InvalidArgumentError("Expected a size, such as 128MB, 1GB or 64MiB.");
  return Math.floor(bytes);
}

function threads(text: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > 256) throw new InvalidArgumentError("Expected a number from 1 to 256.");
  return value;
}

/** Where rows go. That a file is no folder is said here, before anything is made. */
function target(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Expected out/, x.csv, - or another place.");
  const path = text.replace(/\/+$/, "");
  if (path !== text && existsSync(path) && statSync(path).isFile())
    throw new InvalidArgumentError(`${path} is a file, no folder: leave out the / at the end, or name a folder.`);
  return text;
}

const targets = (value: string, before: string[] = []): string[] => [...before, target(value)];
/** Collects the values of an option that may be given several times. */
export const each = (value: string, before: string[] = []): string[] => [...before, value];
/** `a,b` as a list. */
export const listed = (text: string): string[] => text.split(",").map((name) => name.trim());

/** An option that the environment can set as well: --seed as FAUXMETRY_SEED. */
function option(flags: string, description: string, parse?: (text: string) => unknown): Option {
  const made = new Option(flags, description);
  if (parse) made.argParser(parse);
  return made.env(`FAUXMETRY_${made.name().toUpperCase().replaceAll("-", "_")}`);
}

/** `bare` are those that may stand without a value. */
export function addScenarioFlags(command: Command, bare: readonly ("end" | "interval")[] = []): Command {
  const value = (name: "end" | "interval", what: string) => (bare.includes(name) ? `[${what}]` : `<${what}>`);
  return command
    .optionsGroup("Scenario:")
    .addOption(option("--seed <n>", "same seed, same values", wholeNumber))
    .addOption(option("--start <instant>", "2024-01-01, 2024-01-01T06:00Z, now-7d"))
    .addOption(option(`--end ${value("end", "instant")}`, "exclusive; a bare date means through that day"))
    .addOption(new Option("--last <duration>", "the time until now: 30d, 12h"))
    .addOption(
      option(
        `--interval ${value("interval", "duration")}`,
        "time between ticks: 10s, 15m; a bare number is of seconds",
      ),
    )
    .addOption(option("-n, --count <n>", "number of entities", wholeNumber))
    .addOption(option("--zone <zone>", "time zone: Europe/Berlin, UTC, +05:30"))
    .addOption(option("--jitter <duration>", "largest delay of a timestamp after its tick"))
    .addOption(option("--inventory <file>", "entities from a CSV file"))
    .addOption(new Option("--table <name>", "this table only"))
    .addOption(new Option("--columns <list>", "columns in order; name=what renames").argParser(listed))
    .addOption(
      new Option("--set <path=value>", "option of a preset, or any value of a scenario; repeatable").argParser(each),
    );
}

/** A folder with an inventory, and the days whose rows go there. */
export function addDayFlags(command: Command): Command {
  return command
    .optionsGroup("A folder of days:")
    .option("--directory <folder>", "its inventory.csv tells the entities, and rows go into it")
    .option("--date <day>", "2024-01-31, or one hour of it: 2024-01-31T05")
    .addOption(new Option("--days <n>", "that many days from --date on").argParser(dayCount))
    .option("--fuzz <seconds>", "let sample times vary by so much; at most half the interval")
    .option("--end-only", "end times alone; so does --end without a value");
}

function dayCount(text: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > 100_000) throw new InvalidArgumentError("Expected a number from 1 to 100000.");
  return value;
}

export function toOption(): Option {
  const places = "out/, x.csv, out/{id}.json, - (standard output), gs://bucket/, s3://bucket/, sqlite:x.db; repeatable";
  return new Option("--to <url>", places).argParser(targets);
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1e9)) throw new InvalidArgumentError("Expected a number above 0, such as 60.");
  return value;
}

export function addOutputFlags(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .addOption(toOption())
    .addOption(new Option("--bucket <name>", "the same as --to gs://name, such as smart-meter-fake-data-t"))
    .addOption(
      new Option("--labels <url>", "the answer key: labels.csv, labels.parquet, labels/; repeatable").argParser(
        targets,
      ),
    )
    .addOption(option("--format <name>", "see fauxmetry list encoders; by default what the name says"))
    .addOption(
      new Option("--format-option <name=value>", "of the format, see fauxmetry describe; repeatable").argParser(each),
    )
    .addOption(option("--compress <name>", "gzip, zstd; parquet: zstd, snappy, none; by default what the name says"))
    .addOption(new Option("--spool <folder>", "keep objects there until the bucket has them; by default in memory"))
    .addOption(option("--file-size <bytes>", "files of about that size: 128MB, 1GB; {part} numbers them", byteCount))
    .addOption(option("--order <order>", "rows tick by tick, or entity by entity").choices(["time", "entity"]))
    .addOption(option("--workers <n>", "threads; by default one a core", threads))
    .addOption(
      option(
        "--shard <i/n>",
        "only the i-th of n parts, for several machines; by default what an array job says",
        shardOf,
      ),
    );
}

/** Where rows go, by --to and --bucket. */
export function urlsOf({ to, bucket }: OutputFlags): string[] | undefined {
  if (bucket === undefined) return to;
  return [...(to ?? []), bucket.includes("://") ? bucket : `gs://${bucket}`];
}

/** --last and --date stand for a start and an end: they replace those of the environment and exclude those of the command line. */
export function settleWindow(command: Command): void {
  const by = ["last", "date"].find((name) => command.getOptionValue(name) !== undefined);
  if (by === undefined) return;
  for (const name of ["start", "end"]) {
    // --end without a value is no instant
    if (command.getOptionValue(name) === true) continue;
    if (command.getOptionValueSource(name) === "cli")
      command.error(`error: --${by} gives start and end; it excludes --${name}`);
    command.setOptionValue(name, undefined);
  }
}
