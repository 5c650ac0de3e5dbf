// Draws pictures as SVG. Lengths are tenths of a pixel, whole numbers all: small files, the same on any engine.
import { timeMarks, valueMarks } from "./axes.js";

const [WIDTH, HEIGHT] = [4000, 1800];
const [LEFT, RIGHT, TOP, BOTTOM] = [620, 3780, 280, 1440];
/** Where the values end and their distribution begins. */
const [ASIDE, BINS] = [3220, 29];

const STYLE = `text{font-family:system-ui,"DejaVu Sans",sans-serif;font-size:110px;fill:#59636e}
.t{font-size:135px;font-weight:600;fill:#1f2328}
.m{text-anchor:middle}.e{text-anchor:end}
path{fill:none;stroke-linejoin:round;stroke-linecap:round}
.g{stroke:#818b98;stroke-opacity:.3;stroke-width:8}
.c{stroke:#818b98;stroke-width:11}
.v{stroke:#1f7ae0;stroke-width:14}
.d{stroke:#1f7ae0;stroke-width:26}
.r{stroke:#d9480f;stroke-width:44}
.w{fill:#e8590c;fill-opacity:.16}
.b{fill:#1f7ae0;fill-opacity:.75}
@media(prefers-color-scheme:dark){text{fill:#9198a1}.t{fill:#f0f6fc}.v,.d{stroke:#58a6ff}.b{fill:#58a6ff}.r{stroke:#ff8f4d}.c{stroke:#7d8590}.w{fill:#ff8f4d}}`;

/** Text as it may stand in XML. */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const text = (x, y, content, more = "") => `<text x="${x}" y="${y}"${more}>${escaped(content)}</text>`;
const rectangle = (kind, x, y, width, height) =>
  `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;

/** A linear scale from [from, to] to whole units [low, high]. */
const scale = (from, to, low, high) => (value) => Math.round(low + ((value - from) / (to - from)) * (high - low));

/** Numbers of a path, as short as they may be written. */
const numbers = (list) => list.join(" ").replaceAll(" -", "-");

/** Runs of points as one path of straight lines; a lone point is a dot. */
function line(kind, runs) {
  const parts = runs.map(([[x, y], ...rest]) => {
    if (rest.length === 0) return `M${numbers([x, y])}h0`;
    let [px, py] = [x, y];
    const steps = rest.flatMap(([nx, ny]) => {
      const step = [nx - px, ny - py];
      [px, py] = [nx, ny];
      return step;
    });
    return `M${numbers([x, y])}l${numbers(steps)}`;
  });
  return parts.length > 0 ? `<path class="${kind}" d="${parts.join("")}"/>` : "";
}

/** Each point a dot. */
function dots(kind, points) {
  let [px, py] = [0, 0];
  const parts = points.map(([x, y]) => {
    const part = `m${numbers([x - px, y - py])}h0`;
    [px, py] = [x, y];
    return part;
  });
  return parts.length > 0 ? `<path class="${kind}" d="${parts.join("")}"/>` : "";
}

/** Points [time, value] cut where one is missing: a value that is null, or a row that is not there. */
function runsOf(points, interval, x, y) {
  const runs = [];
  let last;
  for (const [time, value] of points) {
    const there = typeof value === "number";
    if (there && last !== undefined && time - last <= interval) runs.at(-1).push([x(time), y(value)]);
    else if (there) runs.push([[x(time), y(value)]]);
    last = there ? time : undefined;
  }
  return runs;
}

function frame({ title, label, start, end, marks, right }, y, body) {
  const x = scale(start, end, LEFT, right);
  const times = timeMarks(start, end);
  const grid = [
    ...marks.map(([value]) => `M${LEFT} ${y(value)}H${right}`),
    ...times.map(([time]) => `M${x(time)} ${TOP}V${BOTTOM}`),
  ];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="400" height="180" role="img">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    text(LEFT, 175, title, ' class="t"'),
    `<path class="g" d="${grid.join("")}"/>`,
    ...marks.map(([value, shown]) => text(LEFT - 50, y(value) + 38, shown, ' class="e"')),
    ...times.map(([time, shown]) => text(x(time), BOTTOM + 150, shown, ' class="m"')),
    text((LEFT + right) / 2, BOTTOM + 310, "time (UTC)", ' class="m"'),
    text(0, 0, label, ` class="m" transform="translate(90 ${(TOP + BOTTOM) / 2})rotate(-90)"`),
    ...body(x).filter((part) => part !== ""),
    "</svg>",
  ].join("\n")}\n`;
}

/** The least and greatest of the values, a little apart where they are all the same. */
function rangeOf(values) {
  const known = values.filter((value) => typeof value === "number");
  const low = Math.min(...known);
  const high = Math.max(...known);
  const room = high > low ? (high - low) / 20 : Math.abs(high) / 4 || 1;
  return [low - room, high + room];
}

/**
 * A course of values. points, beneath: [time, value] in order; marked: points that stand out; dotted: points without
 * lines between; windows: [start, end] of what is labelled; spread: values whose distribution is drawn beside.
 */
export function drawCourse({ points, beneath = [], marked = [], windows = [], dotted, spread, interval, ...about }) {
  const [low, high] = rangeOf([...points, ...beneath, ...marked].map(([, value]) => value));
  const y = scale(low, high, BOTTOM, TOP);
  const right = spread ? ASIDE : RIGHT;
  return frame({ ...about, marks: valueMarks(low, high), right }, y, (x) => [
    ...windows.map(([from, to]) => rectangle("w", x(from), TOP, Math.max(40, x(to) - x(from)), BOTTOM - TOP)),
    line("c", runsOf(beneath, interval, x, y)),
    dotted ? dots("d", runsOf(points, 0, x, y).flat()) : line("v", runsOf(points, interval, x, y)),
    dots("r", runsOf(marked, 0, x, y).flat()),
    ...(spread ? distribution(spread, low, high) : []),
  ]);
}

/** Bars as long as values are many, at the height of those values. */
function distribution(values, low, high) {
  const counts = new Array(BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low)) * BINS);
    if (bin >= 0 && bin < BINS) counts[bin]++;
  }
  const most = Math.max(...counts);
  const edge = scale(0, BINS, BOTTOM, TOP);
  return counts.flatMap((count, bin) => {
    const width = Math.round((count / most) * (RIGHT - ASIDE - 80));
    return width > 0 ? [rectangle("b", ASIDE + 80, edge(bin + 1) + 4, width, edge(bin) - edge(bin + 1) - 8)] : [];
  });
}

/** Windows [entity, start, end] as bars, a row for each of `count` entities. */
export function drawWindows({ windows, count, ...about }) {
  const y = scale(0.5, count + 0.5, TOP, BOTTOM);
  const marks = Array.from({ length: count }, (_, i) => [i + 1, String(i + 1)]);
  return frame({ ...about, label: "entity", marks, right: RIGHT }, y, (x) =>
    windows.map(([entity, start, end]) =>
      rectangle("b", x(start), y(entity + 1) - 75, Math.max(12, x(end) - x(start)), 150),
    ),
  );
}
