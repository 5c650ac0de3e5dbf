import type { LabelInfo, ScenarioInfo } from "../../../src/server/protocol.ts";
import type { Shade } from "../parts/chart.tsx";
import { durationText, numberText } from "../time.ts";

/** What the answer key tells of a metric, as spans to shade. Entities that share an event share a shade. */
export function shadesOf(labels: readonly LabelInfo[], metric: string, { anomalies }: ScenarioInfo): Shade[] {
  const events = new Map<string, LabelInfo[]>();
  for (const label of labels) {
    if (label.metric !== undefined && label.metric !== metric) continue;
    const key = JSON.stringify([label.name, label.onset, label.end, label.inherited]);
    events.set(key, [...(events.get(key) ?? []), label]);
  }
  return [...events.values()].map((same) => {
    const [label] = same;
    const about = anomalies.find(({ id }) => id === label.name)?.description;
    return {
      from: Date.parse(label.onset),
      to: label.end === undefined ? undefined : Date.parse(label.end),
      tone: toneOf(label),
      text: textOf(label, same.length, about),
    };
  });
}

export function toneOf({ family }: LabelInfo): Shade["tone"] {
  if (family === "fault") return "warn";
  return family === "delivery" || family === "event" ? "accent" : "bad";
}

function textOf(label: LabelInfo, entities: number, about: string | undefined): string[] {
  const { name, kind, family, onset, end } = label;
  const lasts = end === undefined ? "never ends" : durationText(Date.parse(end) - Date.parse(onset));
  const lines = [`${name}: ${kind} (${family}), ${lasts}`];
  if (about) lines.push(about);
  const severity = severityText(label);
  if (severity) lines.push(`severity ${severity}`);
  if (label.inherited) lines.push(label.cause ? `inherited, caused by ${label.cause}` : "inherited");
  lines.push(entities === 1 ? label.id : `${entities} entities`);
  return lines;
}

/** `2.9, asked 3`; empty where it was not measured. */
export function severityText({ severity_achieved: achieved, severity_asked: asked }: LabelInfo): string {
  if (achieved === undefined) return asked === undefined ? "" : `asked ${numberText(asked, 2)}`;
  return asked === undefined ? numberText(achieved, 2) : `${numberText(achieved, 2)}, asked ${numberText(asked, 2)}`;
}
