import type { ChannelContext } from "../collector/channels/channel.ts";
import { incidentsBeside } from "../collector/incidents.ts";
import { type Judgement, monitor } from "../collector/monitor.ts";
import { createMonitoring, type Monitoring, readMonitorFile } from "../collector/monitor-file.ts";
import type { Attempts } from "../collector/request.ts";
import { UsageError } from "../core/error.ts";
import { parseInstant } from "../core/instant.ts";
import { utc } from "../core/zone.ts";
import { realClock } from "../engine/pace.ts";
import { visible, visibleLines } from "../engine/visible.ts";
import { timeText } from "../rules/notification.ts";
import { onInterrupt } from "./interrupt.ts";
import { note, print, printJson } from "./style.ts";

export interface MonitorFlags {
  dbPath?: string;
  datasetPath?: string;
  segment?: string;
  rules?: string;
  history?: number;
  dropThreshold?: number;
  warmUp?: string;
  now?: string;
  alertLog?: string;
  disableAlertLog?: boolean;
  state?: string;
  fail?: boolean;
  json?: boolean;
}

const DATABASE = "data_collection/segment_timeseries.db";
const ONLINE = "online";
const ALERT = 4;
/** ms a receiver may take, and further attempts. */
const TIMEOUT = 10_000;
const RETRIES = 2;

const context: ChannelContext = { environment: process.env, print: (text) => note(visible(text)) };

/** The exit code: 4 while there is an alert, with `fail`. What hinders it is told, and fails only with `fail`. */
export async function monitorCommand(flags: MonitorFlags): Promise<number> {
  const monitoring = await monitoringOf(flags);
  const interrupt = onInterrupt();
  const warn = (message: string) => note(visible(message));
  const attempts = { timeout: TIMEOUT, retries: RETRIES, clock: realClock, abort: interrupt.abort, warn };
  try {
    return await evaluate(monitoring, flags, attempts);
  } catch (error) {
    interrupt.abort.throwIfAborted();
    note(`[SRE] Unable to evaluate ${flags.rules ? "the rules" : "online percentage"}: ${reasonOf(error)}`);
    return flags.fail ? 1 : 0;
  } finally {
    interrupt.end();
  }
}

/** Why, in lines that cannot steer a terminal. */
export function reasonOf(error: unknown): string {
  return visibleLines((error as Error).message);
}

/** The rules of a file, or the one that flags describe. */
export async function monitoringOf(flags: MonitorFlags): Promise<Monitoring> {
  const { rules, segment = "Type", history, dropThreshold: threshold, warmUp, alertLog, disableAlertLog } = flags;
  if (rules !== undefined) {
    const own = {
      "--segment": flags.segment,
      "--history": history,
      "--drop-threshold": threshold,
      "--warm-up": warmUp,
    };
    const both = Object.entries(own).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (both.length > 0) throw new UsageError(`--rules has all rules: it excludes ${both.join(", ")}`);
    return readMonitorFile(rules, context);
  }
  if (threshold !== undefined && !(threshold >= 0))
    throw new UsageError("--drop-threshold: expected a share, such as 0.15");
  if (history === 0) throw new UsageError("--history: expected 1 snapshot or more");
  const online = {
    where: { segment },
    of: flags.datasetPath ?? "data_raw/synthetic_devices.csv",
    when: { drop: { history, threshold } },
    ...(warmUp === undefined ? {} : { warmUp }),
  };
  const path = alertLog ?? "sre_analysis/alerts.log";
  return createMonitoring(
    { rules: { [ONLINE]: online }, channels: disableAlertLog ? {} : { log: { send: { log: { path } } } } },
    context,
  );
}

/** Judges the rules and tells the present state; the exit code. */
export async function evaluate(monitoring: Monitoring, flags: MonitorFlags, attempts: Attempts): Promise<number> {
  const database = flags.dbPath ?? monitoring.database ?? DATABASE;
  const state = flags.state ?? incidentsBeside(database);
  const present = realClock.now();
  const now = flags.now === undefined ? present : parseInstant(flags.now, { now: present, zone: utc, as: "start" });
  const judgements = await monitor(monitoring, { database, state, now }, attempts);
  if (flags.json) printJson(judgements.map(plainOf));
  else for (const one of judgements) for (const line of linesOf(one, flags.rules === undefined)) print(visible(line));
  const breached = judgements.some(({ series }) => series.some(isAlert));
  return breached && flags.fail ? ALERT : 0;
}

type Series = Judgement["series"][number];

/** A breach, or one that has not been made good: its baseline may have rolled on over it. */
function isAlert({ verdict, incident }: Series): boolean {
  return verdict.state === "breached" || incident !== undefined;
}

function linesOf(judgement: Judgement, online: boolean): string[] {
  if (judgement.time === undefined) return nothing(judgement, online);
  return online ? [onlineLine(judgement)] : ruleLines(judgement);
}

function nothing({ rule, others = [] }: Judgement, online: boolean): string[] {
  const there = others.length > 0 ? [`Nothing is what it watches; there are ${others.join(", ")}.`] : [];
  return online
    ? ["No ingestion snapshots found in the time-series database.", ...there]
    : [[`[SRE] ${rule}: no snapshots.`, ...there].join(" ")];
}

function onlineLine({ time, whole = 0, series: [{ verdict, incident }] }: Judgement): string {
  const { value, baseline, change, state } = verdict;
  const shown = value ?? 0;
  const parts = [
    `[SRE] Latest snapshot @ ${timeText(time!)}: ${Math.round((shown * whole) / 100)} machines online (${shown.toFixed(2)}%).`,
    ...(baseline === undefined ? [] : [`Rolling baseline: ${baseline.toFixed(2)}%.`]),
    ...(change === undefined ? [] : [`Drop vs. baseline: ${(change * 100).toFixed(2)}%.`]),
    ...(state === "breached" ? ["ALERT: online percentage fell beyond the allowed threshold."] : []),
    ...(state !== "breached" && incident ? [`ALERT since ${timeText(incident.opened)}.`] : []),
    ...(state === "unknown" && baseline !== undefined ? ["Warming up: no alert yet."] : []),
  ];
  return parts.join(" ");
}

function ruleLines({ rule, time, series }: Judgement): string[] {
  const line = (text: string) => `[SRE] ${rule} @ ${timeText(time!)}: ${text}`;
  const alerts = series.filter(isAlert);
  if (alerts.length === 0) {
    const [one] = series;
    return [
      line(series.length === 1 && one.names.length === 0 ? `${one.verdict.text}.` : `all ${series.length} are well.`),
    ];
  }
  return alerts.map(({ names, verdict, incident }) => {
    const since = incident ? ` (since ${timeText(incident.opened)})` : "";
    return line(
      `ALERT: ${[names.join(" / "), (incident?.verdict ?? verdict).text].filter(Boolean).join(" ")}${since}.`,
    );
  });
}

function plainOf({ rule, time, whole, series }: Judgement) {
  const at = time === undefined ? undefined : new Date(time).toISOString();
  return { rule, time: at, whole, series: series.map(shownOf) };
}

function shownOf({ names, verdict, incident }: Series) {
  return { names, ...verdict, since: incident && new Date(incident.opened).toISOString() };
}
