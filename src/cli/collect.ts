import { catalogs } from "../catalog.ts";
import { type CollectOptions, collect } from "../collector/collect.ts";
import { importCsv } from "../collector/import.ts";
import { type Attempts, isWeb } from "../collector/request.ts";
import { collectRows } from "../collector/rows/collect-rows.ts";
import { UsageError } from "../core/error.ts";
import { realClock } from "../engine/pace.ts";
import { visible } from "../engine/visible.ts";
import { onInterrupt } from "./interrupt.ts";
import { evaluate, type MonitorFlags, monitoringOf, reasonOf } from "./monitor.ts";
import { counted, elapsed } from "./quantity.ts";
import { note, print } from "./style.ts";

export interface CollectFlags extends Pick<MonitorFlags, "datasetPath" | "rules" | "alertLog" | "disableAlertLog"> {
  apiUrl: string;
  currentTime?: string;
  windowMinutes: number;
  frequencyMinutes: number;
  updateProbability: string;
  timeout: number;
  retries: number;
  simulateMinutes?: number;
  simulationStateFile: string;
  outputDir: string;
  timeseriesDb: string;
  csvHeader: "plain" | "documented";
  fromCsv?: string;
  to?: string[];
  format?: string;
  table: string;
  columns?: string[];
  key?: string[];
  at?: string;
  header?: string[];
  force?: boolean;
}

export async function collectCommand(url: string | undefined, flags: CollectFlags): Promise<void> {
  if (url !== undefined) return fromUrl(url, flags);
  if (flags.to) throw new UsageError("--to stores rows of a URL: fauxmetry collect https://... --to ...");
  const options = optionsOf(flags);
  const interrupt = onInterrupt();
  const attempts = attemptsOf(flags, interrupt.abort);
  try {
    if (flags.fromCsv === undefined) print(`Ingestion finished for timestamp ${(await collect(options, attempts)).ts}`);
    else {
      const times = await importCsv(flags.fromCsv, flags.timeseriesDb, attempts.timeout, flags.currentTime);
      const range = [...new Set([times[0], times.at(-1)])].join(" to ");
      print(`Ingestion finished for ${counted(times.length, "snapshot")}, ${range}`);
    }
    await look({ ...flags, dbPath: flags.timeseriesDb }, attempts);
  } finally {
    interrupt.end();
  }
}

/** Judges what is stored now. What hinders that is told; only mistakes in the rules make a collect fail, once it is stored. */
async function look(flags: MonitorFlags, attempts: Attempts): Promise<void> {
  const monitoring = await monitoringOf(flags);
  await evaluate(monitoring, flags, attempts).catch((error) => {
    attempts.abort?.throwIfAborted();
    note(`[SRE] Unable to evaluate ${flags.rules ? "the rules" : "online percentage"}: ${reasonOf(error)}`);
  });
}

function attemptsOf({ timeout, retries }: CollectFlags, abort: AbortSignal): Attempts {
  const warn = (message: string, wait: number) =>
    note(visible(wait > 0 ? `${message}; trying again in ${elapsed(wait / 1000)}` : message));
  return { timeout: timeout * 1000, retries, clock: realClock, abort, warn };
}

/** Stores the rows of a URL until they end, or until it is interrupted. */
async function fromUrl(url: string, flags: CollectFlags): Promise<void> {
  const { to, format, table, columns, key, at, header = [], force = false } = flags;
  if (!to) throw new UsageError("where to? --to rows.csv, --to sqlite:x.db, --to - prints here");
  if (!isWeb(url)) throw new UsageError(`expected a URL such as https://example.org/rows; found ${url}`);
  const headers = Object.fromEntries(
    header.map((text) => {
      const colon = text.indexOf(":");
      if (colon < 1) throw new UsageError(`--header: expected name: value; found ${text}`);
      return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
    }),
  );
  const interrupt = onInterrupt();
  try {
    const options = { url, to, format, table, columns, key, at, headers, force };
    const rows = await collectRows(options, catalogs, attemptsOf(flags, interrupt.abort));
    note(`${counted(rows, "row")} of ${url} in ${to.join(", ")}`);
    interrupt.abort.throwIfAborted();
  } finally {
    interrupt.end();
  }
}

function optionsOf(flags: CollectFlags): CollectOptions {
  if (!isWeb(flags.apiUrl))
    throw new UsageError(
      `--api-url: expected a URL such as http://127.0.0.1:8000/segment-stats; found ${flags.apiUrl}`,
    );
  const { simulateMinutes: minutes, updateProbability: text } = flags;
  const updateProbability = text === "own" ? undefined : Number(text);
  if (updateProbability !== undefined && !(updateProbability >= 0 && updateProbability <= 1))
    throw new UsageError(`--update-probability ${text}: expected a share from 0 to 1, or own`);
  return {
    apiUrl: flags.apiUrl,
    outputDir: flags.outputDir,
    database: flags.timeseriesDb,
    currentTime: flags.currentTime,
    simulate: minutes === undefined ? undefined : { minutes, clockFile: flags.simulationStateFile },
    windowMinutes: flags.windowMinutes,
    frequencyMinutes: flags.frequencyMinutes,
    updateProbability,
    documented: flags.csvHeader === "documented",
  };
}
