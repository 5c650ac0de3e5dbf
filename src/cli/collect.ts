import { type CollectOptions, collect } from "../collector/collect.ts";
import { importCsv } from "../collector/import.ts";
import type { Attempts } from "../collector/request.ts";
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
}

export async function collectCommand(_url: string | undefined, flags: CollectFlags): Promise<void> {
  const options = optionsOf(flags);
  const monitorFlags = { ...flags, dbPath: flags.timeseriesDb };
  const monitoring = await monitoringOf(monitorFlags);
  const interrupt = onInterrupt();
  const attempts: Attempts = {
    timeout: flags.timeout * 1000,
    retries: flags.retries,
    clock: realClock,
    abort: interrupt.abort,
    warn: (message, wait) => note(visible(wait > 0 ? `${message}; trying again in ${elapsed(wait / 1000)}` : message)),
  };
  try {
    if (flags.fromCsv === undefined) print(`Ingestion finished for timestamp ${(await collect(options, attempts)).ts}`);
    else {
      const times = await importCsv(flags.fromCsv, flags.timeseriesDb, attempts.timeout);
      print(`Ingestion finished for ${counted(times.length, "snapshot")}, ${times[0]} to ${times.at(-1)}`);
    }
    await evaluate(monitoring, monitorFlags, attempts).catch((error) => {
      interrupt.abort.throwIfAborted();
      note(`[SRE] Unable to evaluate ${flags.rules ? "the rules" : "online percentage"}: ${reasonOf(error)}`);
    });
  } finally {
    interrupt.end();
  }
}

function optionsOf(flags: CollectFlags): CollectOptions {
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
