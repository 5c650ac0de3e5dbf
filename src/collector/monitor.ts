import { UsageError } from "../core/error.ts";
import { hideSecrets } from "../core/secret.ts";
import { affectedOf, announce } from "../rules/announce.ts";
import type { Verdict } from "../rules/condition.ts";
import { judge } from "../rules/judge.ts";
import { type Notification, textOf } from "../rules/notification.ts";
import type { Rule } from "../rules/rule.ts";
import { advance, type Finding, type Incident } from "../rules/transition.ts";
import { countRows } from "./count-rows.ts";
import { type Incidents, openIncidents, sourceOf } from "./incidents.ts";
import type { Monitoring, Receiver } from "./monitor-file.ts";
import { others, type Reading, read } from "./reading.ts";
import type { Attempts } from "./request.ts";
import { openWatched, type Watched } from "./watched.ts";

/** What a rule says at present. */
export interface Judgement {
  readonly rule: string;
  /** Time of the newest snapshot, ms UTC; undefined when there is none. */
  readonly time?: number;
  /** Values are percentages of this. */
  readonly whole?: number;
  /** Where nothing matches: which values the first column of its `where` has. */
  readonly others?: readonly string[];
  readonly series: readonly {
    readonly names: readonly string[];
    /** By the rule alone. */
    readonly verdict: Verdict;
    /** Its open incident. */
    readonly incident?: Incident;
  }[];
}

/**
 * Judges every rule over a database, keeps what it found as incidents in the database `state`, and tells the receivers what
 * is new. Throws where a rule cannot be judged, after the others were.
 */
export async function monitor(
  { rules, receivers, silences }: Monitoring,
  { database, state, now }: { database: string; state: string; now: number },
  attempts: Attempts,
): Promise<Judgement[]> {
  const watched = await openWatched(database);
  try {
    const incidents = await openIncidents(state);
    try {
      const source = sourceOf(state, watched.path);
      const judgements: Judgement[] = [];
      const failures: Error[] = [];
      for (const rule of rules) {
        await judgeRule(rule, { watched, source, incidents, receivers, silences, now, created: attempts.clock.now() })
          .then((one) => judgements.push(one))
          .catch((error: Error) => failures.push(error));
      }
      await deliver(incidents, receivers, attempts);
      if (failures.length > 0) throw failures.length === 1 ? failures[0] : joined(failures);
      return judgements;
    } finally {
      incidents.close();
    }
  } finally {
    watched.close();
  }
}

/** Of an incident whose snapshots were deleted. */
const GONE: Verdict = { state: "unknown", value: null, text: "is over: the database was begun anew" };

function joined(failures: readonly Error[]): Error {
  return new AggregateError(failures, failures.map(({ message }) => message).join("\n"));
}

interface Context extends Pick<Monitoring, "receivers" | "silences"> {
  watched: Watched;
  /** The database in what is kept and told: its path from that of the incidents. */
  source: string;
  incidents: Incidents;
  now: number;
  /** ms UTC of notifications. */
  created: number;
}

async function judgeRule(rule: Rule, context: Context): Promise<Judgement> {
  const { watched, source, incidents, now } = context;
  const whole = wholeOf(rule);
  const known = incidents.open(source, rule.id).map(({ series }) => namesOf(rule, series));
  const judged = incidents.judged(source, rule.id);
  const reading = await read(watched, rule, { judged, now, whole, known });
  if (!reading) return { rule: rule.id, whole, series: [], others: await others(watched, rule) };
  const newest = reading.snapshots.times.at(-1)!;
  const at = rule.condition.present ? Math.max(now, newest) : newest;
  const findings = findingsOf(rule, reading, at);
  // what was judged is not there any more
  const anew = judged !== undefined && judged > newest;
  incidents.whole(() => keep(rule, findings, { newest, at, whole, anew }, context));
  const open = new Map(incidents.open(source, rule.id).map((one) => [one.series, one]));
  const series = findings
    .filter(({ time }) => time === at)
    .map(({ series, verdict }) => ({ names: namesOf(rule, series), verdict, incident: open.get(series) }));
  return { rule: rule.id, time: newest, whole, series };
}

function namesOf({ by }: Rule, series: string): string[] {
  return by.length === 0 ? [] : series.split("\u0000");
}

/** What percentages are of. */
function wholeOf({ of }: Rule): number | undefined {
  if (typeof of !== "string") return of;
  const rows = countRows(of);
  if (rows === 0) throw new UsageError(`the inventory ${of} has no rows to take a percentage of`);
  return rows;
}

/** What is found of every series at every new snapshot, by time; of the newest `at` a time. */
function findingsOf(rule: Rule, { snapshots: { times, series }, fresh }: Reading, at: number): Finding[] {
  const findings: Finding[] = [];
  for (let i = fresh; i < times.length; i++) {
    const time = i === times.length - 1 ? at : times[i];
    for (const { names, points } of series)
      findings.push({ series: names.join("\u0000"), time, verdict: judge(rule, points, i) });
  }
  return findings;
}

/** Writes down what changed, and what each receiver is to be told of it. */
function keep(
  rule: Rule,
  found: readonly Finding[],
  { newest, at, whole, anew }: { newest: number; at: number; whole: number | undefined; anew: boolean },
  { source, incidents, receivers, silences, created }: Context,
): void {
  // another monitor may have judged later snapshots meanwhile
  const judged = anew ? newest : (incidents.judged(source, rule.id) ?? newest);
  if (judged > newest) return;
  const findings = found.filter(({ time }) => time >= judged || time === at);
  const open = incidents.open(source, rule.id).map((one) => (anew ? { ...one, verdict: GONE, resolved: newest } : one));
  const known = advance(rule, open, findings).map((one) => ({ told: {}, ...one }));
  const { id: name, severity, by } = rule;
  for (const receiver of receivers)
    for (const { kind, at: time, incidents: told } of announce(known, receiver, silences, { rule: name, at })) {
      const id = [source, name, new Date(time).toISOString(), kind].join("/");
      const affected = told.map((one) => affectedOf(one, by));
      incidents.add(receiver.name, { id, kind, rule: name, severity, source, at: time, whole, affected }, created);
    }
  for (const one of known) incidents.keep(source, name, one);
  incidents.setJudged(source, name, newest);
}

/** Sends what is not delivered; what cannot be sent is told, and tried again the next time. */
async function deliver(incidents: Incidents, receivers: readonly Receiver[], attempts: Attempts): Promise<void> {
  const byName = new Map(receivers.map((one) => [one.name, one]));
  const now = attempts.clock.now();
  for (const { channel, text } of incidents.giveUp(now))
    attempts.warn?.(`channel ${channel}: could not be delivered for a day, and is given up: ${text}`, 0);
  const pending = receivers.length === 0 ? [] : incidents.claim([...byName.keys()], now);
  const failing = new Set<string>();
  for (const { id, channel, notification } of pending) {
    const { send, template } = byName.get(channel)!;
    try {
      // one that does not answer is not waited for again and again
      if (failing.has(channel)) throw new Error("an earlier notification failed");
      await send(notification as Notification, textOf(notification, template), attempts);
      incidents.delivered(id, attempts.clock.now());
    } catch (error) {
      const message = hideSecrets((error as Error).message);
      incidents.failed(id, message);
      if (!failing.has(channel)) attempts.warn?.(`channel ${channel}: ${message}; kept for the next time`, 0);
      failing.add(channel);
      if (attempts.abort?.aborted) throw error;
    }
  }
}
