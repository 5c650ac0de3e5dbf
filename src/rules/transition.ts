import type { Verdict } from "./condition.ts";
import type { Rule } from "./rule.ts";

/** A breach of a rule by a series, from the snapshot that opened it to the one that resolved it. */
export interface Incident {
  readonly series: string;
  /** ms UTC. */
  readonly opened: number;
  /** What was found when it opened. */
  readonly opening: Verdict;
  /** What was found last. */
  verdict: Verdict;
  /** ms UTC; absent while it is open. */
  resolved?: number;
}

/** What a series was found to be at a time. */
export interface Finding {
  readonly series: string;
  /** ms UTC. */
  readonly time: number;
  readonly verdict: Verdict;
}

/**
 * Brings incidents up to date with findings, in the order of time; the new ones come last. Each opens once and resolves once,
 * however often the same snapshots are judged. While one is open, values are held against what was normal when it opened, for
 * as long as the rule says: by then what was a breach is the new normal.
 */
export function advance<I extends Incident>(
  { condition, hold }: Pick<Rule, "condition" | "hold">,
  known: readonly I[],
  findings: readonly Finding[],
): (I | Incident)[] {
  const all: (I | Incident)[] = [...known];
  const open = new Map(
    known.filter(({ resolved }) => resolved === undefined).map((one) => [one.series, one as Incident]),
  );
  for (const { series, time, verdict } of findings) {
    const incident = open.get(series);
    if (!incident) {
      if (verdict.state !== "breached") continue;
      const opened: Incident = { series, opened: time, opening: verdict, verdict };
      open.set(series, opened);
      all.push(opened);
    } else if (time >= incident.opened) {
      const held = condition.since && time - incident.opened < hold && verdict.value !== null;
      const now = held ? condition.since!(incident.opening, verdict.value!) : verdict;
      if (now.state === "unknown") continue;
      incident.verdict = now;
      if (now.state === "breached") continue;
      incident.resolved = time;
      open.delete(series);
    }
  }
  return all;
}
