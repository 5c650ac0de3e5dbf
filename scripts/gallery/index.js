// The gallery: a page with a picture of every signal, schedule, anomaly and fault, and the pictures.
import { stringify } from "yaml";
import { catalogs } from "../../build/catalog.js";
import { milliseconds } from "../../build/core/duration.js";
import { drawCourse, drawWindows } from "./draw.js";
import { effectRows, manyValues, sceneOf, scheduleRows, signalRows } from "./rows.js";

const ENTITIES = 4;

const SECTIONS = {
  signals:
    "What a signal adds to nothing, or a shaper makes of a wave (grey). Where each tick is drawn by itself, the values are points, with their distribution on the right.",
  schedules: "Windows of four entities, each a row.",
  anomalies: "The metric as it is measured, and as it would have been (grey). Shaded is what the answer key labels.",
  faults:
    "What is recorded, and what was measured (grey); shaded is what the answer key labels. Of faults of the clock: how far the timestamps are ahead. Of delivery, shaded while they act: how long records take, or which of them (orange) are lost, doubled or corrupted.",
};

/** Kinds of which there are pictures. */
export const PICTURED = Object.keys(SECTIONS);

/** The path of a definition's picture, below docs/. */
export const picturePath = (kind, type) => `gallery/${kind}/${type}.svg`;

function frameOf(scene, title, label = scene.unit ?? "value") {
  const start = Date.parse(scene.start);
  return { title, label, start, end: start + milliseconds(scene.over), interval: milliseconds(scene.every) };
}

function signalPicture(scene, type) {
  const { points, beneath } = signalRows(scene, type);
  const about = { ...frameOf(scene, type), points, beneath };
  return drawCourse(scene.spread ? { ...about, dotted: true, spread: manyValues(scene, type) } : about);
}

function schedulePicture(scene, type) {
  const about = frameOf(scene, type);
  const windows = scheduleRows(scene, type, ENTITIES).rows.map(({ entity, begin, end }) => [
    entity,
    Math.max(begin, about.start),
    Math.min(end, about.end),
  ]);
  return drawWindows({ ...about, windows, count: ENTITIES });
}

function effectPicture(kind, scene, type) {
  const run = effectRows(kind, scene, type);
  const { changes } = catalogs[kind][type];
  if (changes === "clock") return clockPicture(scene, type, run);
  if (changes === "delivery") return deliveryPicture(scene, type, run);
  const about = frameOf(scene, type);
  return drawCourse({ ...about, ...run, windows: windowsOf(run.labels, about) });
}

/** What labels cover, the time of neighbours joined. */
function windowsOf(labels, { start, end }) {
  const windows = [];
  for (const label of [...labels].sort((a, b) => a.onset - b.onset)) {
    const [from, to] = [Math.max(start, label.onset), Math.min(end, label.end ?? end)];
    const last = windows.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else windows.push([from, to]);
  }
  return windows;
}

const UNITS = [
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** The largest unit of time of which there is at least one. */
function unitOf(lengths) {
  const most = Math.max(...lengths.map(Math.abs));
  return UNITS.find(([ms]) => most >= ms) ?? UNITS.at(-1);
}

function clockPicture(scene, type, { rows, labels }) {
  const [ms, unit] = unitOf(rows.map(({ timestamp, time }) => timestamp - time));
  const about = frameOf(scene, type, `ahead by (${unit})`);
  const points = rows.map(({ timestamp, time }) => [time, (timestamp - time) / ms]);
  return drawCourse({ ...about, points, windows: windowsOf(labels, about) });
}

/** Delays where there are any; otherwise the values that arrive, those labelled marked. */
function deliveryPicture(scene, type, { points, beneath, rows, labels }) {
  const delays = new Map(labels.map(({ onset, end }) => [onset, (end ?? onset) - onset]));
  const about = frameOf(scene, type);
  const windows = windowsOf(
    labels.map(({ cause_begin, cause_end }) => ({ onset: cause_begin, end: cause_end })),
    about,
  );
  if (![...delays.values()].some((delay) => delay > 0)) {
    const shown = new Map([...beneath, ...points]);
    const marked = labels.map(({ onset }) => [onset, shown.get(onset)]);
    return drawCourse({ ...about, points: points.toSorted(([a], [b]) => a - b), beneath, marked, windows });
  }
  const [ms, unit] = unitOf([...delays.values()]);
  const waited = rows.map(({ time }) => [time, (delays.get(time) ?? 0) / ms]);
  return drawCourse({ ...about, label: `arrives after (${unit})`, points: waited, windows, dotted: true });
}

const PICTURES = { signals: signalPicture, schedules: schedulePicture };

function picture(kind, one) {
  const draw = PICTURES[kind] ?? ((...about) => effectPicture(kind, ...about));
  try {
    return draw(sceneOf(kind, one), one.type);
  } catch (cause) {
    throw new Error(
      `there is no picture of ${one.type} (${kind}): give it a scene in scripts/gallery/scenes.js with all that its options name\n${cause.message}`,
      { cause },
    );
  }
}

function caption(kind, one, anchors) {
  const { options } = sceneOf(kind, one);
  const written = stringify(options, { collectionStyle: "flow", flowCollectionPadding: true, lineWidth: 0 }).trim();
  return `**[${one.type}](reference.md#${anchors(kind, one.type)})** ${one.summary.replaceAll("|", "\\|")}<br>\`${written.replaceAll("|", "\\|")}\``;
}

function section(kind, text, anchors) {
  const all = Object.values(catalogs[kind]);
  const rows = [];
  for (let i = 0; i < all.length; i += 2) {
    const pair = all.slice(i, i + 2);
    rows.push(`| ${pair.map(({ type }) => `![${type}](${picturePath(kind, type)})`).join(" | ")} |`);
    rows.push(`| ${pair.map((one) => caption(kind, one, anchors)).join(" | ")} |`);
  }
  return [`## ${kind[0].toUpperCase()}${kind.slice(1)}`, "", text, "", "| | |", "|---|---|", ...rows, ""];
}

/** The page, with links to the reference by `anchors(kind, type)`, and the pictures: texts by path below docs/. */
export function gallery(note, anchors) {
  const page = [
    note,
    "# Gallery",
    "",
    "Every signal, schedule, anomaly and fault, drawn from what fauxmetry makes: one entity, seed 1, with the options below each picture.",
    "",
    ...Object.entries(SECTIONS).flatMap(([kind, text]) => section(kind, text, anchors)),
  ];
  const pictures = PICTURED.flatMap((kind) =>
    Object.values(catalogs[kind]).map((one) => [picturePath(kind, one.type), picture(kind, one)]),
  );
  return { "gallery.md": `${page.join("\n").trimEnd()}\n`, ...Object.fromEntries(pictures) };
}
