/** One series of a notification. */
export interface Affected {
  /** Values of the rule's `by`, with its columns. */
  readonly names: Readonly<Record<string, string>>;
  readonly value: number | null;
  readonly baseline?: number;
  readonly change?: number;
  readonly text: string;
  /** When its incident opened, ms UTC. */
  readonly opened: number;
}

/** What a channel tells: incidents of one rule that opened, go on, or are over. */
export interface Notification {
  /** The same however often it is sent. */
  readonly id: string;
  readonly kind: "opened" | "repeated" | "resolved";
  readonly rule: string;
  readonly severity: string;
  /** The database that is watched. */
  readonly source: string;
  /** Time of the snapshot, ms UTC. */
  readonly at: number;
  /** Values are percentages of this. */
  readonly whole?: number;
  readonly affected: readonly Affected[];
}

/** Most series that a text names. */
const MOST = 10;

const WORDS = { opened: "ALERT", repeated: "STILL", resolved: "RESOLVED" } as const;

/** What a template can hold. */
export const PLACEHOLDERS = ["kind", "rule", "severity", "source", "at", "series", "details", "count"] as const;

/** The template of a message where a channel has none of its own. */
export const MESSAGE = "{kind} {rule}: {details} ({at} UTC, {severity})";

/** `2026-11-21 21:04:45`, UTC. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** A notification in words. */
export function textOf(notification: Notification, template: string = MESSAGE): string {
  const { kind, rule, severity, source, at, affected } = notification;
  const named = (one: Affected) => Object.values(one.names).join(" / ");
  const some = (texts: readonly string[]) => {
    const more = texts.length - MOST;
    return `${texts.slice(0, MOST).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
  };
  const values: Record<(typeof PLACEHOLDERS)[number], string> = {
    kind: WORDS[kind],
    rule,
    severity,
    source,
    at: timeText(at),
    series: some(affected.map(named)),
    details: some(affected.map((one) => `${named(one)} ${one.text}`.trim())),
    count: String(affected.length),
  };
  return template.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name]);
}
