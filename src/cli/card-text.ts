import type { Asked } from "../engine/card/asked.ts";
import type { Card } from "../engine/card/card.ts";
import type { Spread } from "../engine/card/statistics.ts";
import { visible } from "../engine/visible.ts";
import { count, counted, entities } from "./quantity.ts";

/** A card in Markdown. */
export function cardText(card: Card): string {
  const { scenario, seed, values, window, measured, findings } = card;
  const { entities: seen, of } = measured;
  const whole = seen === of ? entities(of) : `${count(seen)} of ${entities(of)}, as the seed draws them`;
  return [
    `# ${visible(scenario)}`,
    "",
    `Seed ${seed}, values version ${values}, ${window.start} to ${window.end} every ${window.interval}.`,
    `Measured on ${whole}; metrics: ${measured.metrics.join(", ")}.`,
    "",
    "## Findings",
    "",
    ...(findings.length > 0 ? findings : ["nothing speaks against it"]).map((text) => `- ${visible(text)}`),
    "",
    ...askedText(card.disturbances),
    ...contaminationText(card),
    ...overlapsText(card),
    ...positionText(card),
    ...trivialityText(card),
  ]
    .join("\n")
    .trimEnd();
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line), ""];
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function spread(of: Spread | undefined): string {
  if (!of) return "";
  const { least, median, greatest } = of;
  return least === greatest ? number(median) : `${number(median)} (${number(least)} to ${number(greatest)})`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "0 %" : `${number((100 * part) / whole)} %`;
}

function law({ expected }: Asked): string {
  if (!expected) return "no law";
  const { windows, deviation } = expected;
  return deviation === 0 ? number(windows) : `${number(windows)} ± ${number(deviation)}`;
}

function askedText(all: Card["disturbances"]): string[] {
  if (all.length === 0) return [];
  const windows = table(
    ["id", "kind", "schedule", "entities", "windows asked", "begun", "reaching", "labelled", "labels", "that follow"],
    all.map((one) => [
      one.id,
      one.kind,
      one.schedule,
      count(one.entities),
      law(one),
      ...[one.begun, one.reaching, one.labelled, one.labels, one.inherited].map(count),
    ]),
  );
  const sizes = table(
    ["id", "severity asked", "achieved", "in sigmas", "without a change"],
    all.map((one) => [
      one.id,
      spread(one.severityAsked),
      spread(one.severityAchieved),
      spread(one.sigmas),
      count(one.unchanged),
    ]),
  );
  return [
    "## Asked and achieved",
    "",
    "Windows asked: by the law of the schedule, ± its standard deviation. Begun: those that begin in the time shown;",
    "reaching: all that reach it; labelled: those of them with a label.",
    "",
    ...windows,
    "Effect sizes: median (least to greatest) of all events, in the metric's unit and in standard deviations of the clean",
    "metric.",
    "",
    ...sizes,
  ];
}

function contaminationText({ contamination: c }: Card): string[] {
  return [
    "## Contamination",
    "",
    `- cells: ${count(c.labelledCells)} of ${count(c.cells)}, ${percent(c.labelledCells, c.cells)}`,
    `- rows: ${count(c.labelledRows)} of ${count(c.rows)}, ${percent(c.labelledRows, c.rows)}`,
    `- series: ${count(c.labelledSeries)} of ${count(c.series)} have a label; a third or more of ${count(c.denseSeries)} is labelled`,
    "",
  ];
}

function overlapsText({ overlaps }: Card): string[] {
  const rows = overlaps.map(({ first, second, pairs }) => [first, second, count(pairs)]);
  return ["## Overlaps", "", ...(rows.length > 0 ? table(["one", "other", "pairs"], rows) : ["None.", ""])];
}

function positionText({ position: p }: Card): string[] {
  return [
    "## Position",
    "",
    `Begins of ${counted(p.events, "event")}, by tenths of the time shown: ${p.tenths.join(" ")}`,
    "",
    `- mean place: ${number(p.mean)}, ${number(p.meanScore)} standard deviations from the middle`,
    `- in the last tenth: ${percent(p.lastTenth, 1)}, ${number(p.lastTenthScore)} standard deviations from 10 %`,
    "",
  ];
}

function trivialityText({ triviality: t }: Card): string[] {
  if (t.series === 0) return ["## Triviality", "", "No labelled series to try."];
  return [
    "## Triviality",
    "",
    `The best F1 over its threshold of each one-liner, point by point: median (least to greatest) over ${t.series} series.`,
    "",
    ...table(
      ["one-liner", "best F1"],
      [...t.oneLiners.map(({ name, f1 }) => [name, spread(f1)]), ["the best of each series", spread(t.best)]],
    ),
    `Solved, with an F1 of 0.9 or more: ${t.solved} of ${t.series}.`,
  ];
}
