import type { Affected, Notification } from "./notification.ts";
import type { Incident } from "./transition.ts";

/** An incident with what channels were told of it, by their names: when last, and whether that it is over. */
export interface Known extends Incident {
  told: Record<string, { at: number; resolved: boolean }>;
}

/** What a channel wants to be told. */
export interface Audience {
  readonly name: string;
  /** Rules it hears of; all unless given. */
  readonly rules?: readonly string[];
  /** ms after which an open incident is told again; never unless given. */
  readonly repeat?: number;
  /** Whether it is told that incidents are over. */
  readonly resolved: boolean;
}

/** A time in which nothing is told. */
export interface Silence {
  readonly rule?: string;
  /** Values of the rule's `by`, any of these. */
  readonly series?: readonly string[];
  readonly from: number;
  readonly to: number;
}

type Told = Pick<Notification, "kind" | "at"> & { incidents: Known[] };

/**
 * What a channel is to be told of a rule's incidents, at the time of the newest snapshot: each once when it opens, again by
 * its policy, once when it is over. Notes in the incidents what it was told.
 */
export function announce(
  incidents: readonly Known[],
  audience: Audience,
  silences: readonly Silence[],
  { rule, at }: { rule: string; at: number },
): Told[] {
  const { name, repeat = Infinity } = audience;
  if (audience.rules && !audience.rules.includes(rule)) return [];
  const silent = ({ series }: Known, time: number) =>
    silences.some(
      (one) =>
        (one.rule === undefined || one.rule === rule) &&
        (one.series === undefined || series.split("\u0000").some((value) => one.series?.includes(value))) &&
        time >= one.from &&
        time < one.to,
    );
  const told = new Map<string, Told>();
  const tell = (kind: Told["kind"], time: number, incident: Known) => {
    const one = told.get(`${time} ${kind}`) ?? { kind, at: time, incidents: [] };
    one.incidents.push(incident);
    told.set(`${time} ${kind}`, one);
  };
  for (const incident of incidents) {
    const before = incident.told[name];
    const heard = incident.resolved ?? at;
    if (!before) {
      if (silent(incident, heard)) continue;
      tell("opened", silent(incident, incident.opened) ? at : incident.opened, incident);
      incident.told[name] = { at: heard, resolved: false };
    } else if (incident.resolved === undefined && at - before.at >= repeat && !silent(incident, at)) {
      tell("repeated", at, incident);
      before.at = at;
    }
    const now = incident.told[name];
    if (incident.resolved === undefined || now.resolved || !audience.resolved) continue;
    tell("resolved", incident.resolved, incident);
    now.resolved = true;
  }
  return [...told.values()].sort((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1));
}

/** An incident as a notification shows it. */
export function affectedOf({ series, verdict, opened }: Known, by: readonly string[]): Affected {
  const values = series.split("\u0000");
  const { value, baseline, change, text } = verdict;
  const names = Object.fromEntries(by.map((name, i) => [name, values[i]]));
  return { names, value, baseline, change, text, opened };
}
