// Makes what the pictures show: scenarios around one definition, and their rows and labels as points in time.
import { fileURLToPath } from "node:url";
import { catalogs } from "../../build/catalog.js";
import { milliseconds } from "../../build/core/duration.js";
import { compile } from "../../build/engine/compile.js";
import { generate } from "../../build/engine/generate.js";
import { partition, WHOLE } from "../../build/engine/partition.js";
import { rowOf } from "../../build/sinks/memory.js";
import { SCENES, USUAL, WAVE } from "./scenes.js";

/** Where the files are that are replayed. */
const RECORDINGS = fileURLToPath(new URL("../../test/support/inputs", import.meta.url));

/** The scene of a definition: what the table says of it in what its kind is usually shown in. */
export function sceneOf(kind, { type, example }) {
  return { start: "2024-01-01", options: example, ...USUAL[kind], ...SCENES[kind][type] };
}

/** Words among the options, for definitions that read other metrics by name: each becomes a metric that is there. */
function wordsOf(options) {
  if (typeof options === "string") return options.match(/\b[a-z]\w*/g) ?? [];
  return typeof options === "object" && options !== null ? Object.values(options).flatMap(wordsOf) : [];
}

function scenarioOf(scene, metric, rest) {
  const start = Date.parse(scene.start);
  const metrics = Object.fromEntries(wordsOf(scene.options).map((word) => [word, { signals: WAVE }]));
  return {
    name: "gallery",
    origin: scene.start,
    start: scene.start,
    end: new Date(start + milliseconds(scene.over)).toISOString(),
    interval: scene.every,
    zone: scene.zone ?? "UTC",
    ...(scene.correlations && { correlations: scene.correlations }),
    inventory: { count: 1 },
    metrics: { ...metrics, ...scene.metrics, shown: { decimals: scene.decimals ?? 3, ...metric } },
    ...rest,
  };
}

/** Rows of a table as plain values, each with its nominal time, in the order in which they are stored. */
function rowsOf(plan, table) {
  const parts = partition(plan, table, "x", "x", WHOLE);
  const rows = [];
  for (let i = 0; i < parts.length; i++)
    for (const batch of generate(plan, table, parts.at(i), "time"))
      for (let r = 0; r < batch.rows; r++)
        rows.push({
          ...rowOf(table.schema, batch, r),
          time: plan.grid.timeOf(batch.ticks[r]),
          entity: batch.entities[r],
        });
  return rows;
}

function runOf(scenario) {
  const plan = compile(scenario, catalogs, { now: 0, directory: RECORDINGS });
  return { rows: rowsOf(plan, plan.tables[0]), labels: rowsOf(plan, plan.labels), window: plan.window };
}

/** The points of a metric: [time, value], the value null where there is none. */
const course = (rows, metric) => rows.map((row) => [row.time, row[metric]]);

/** A signal's values, and beneath them those of the chain before it or of a metric that it reads. */
export function signalRows(scene, type) {
  const chained = (...chain) => runOf(scenarioOf(scene, { signals: chain })).rows;
  const own = { [type]: scene.options };
  const alone = chained(own);
  // what makes nothing of nothing is a shaper: it gets something to work on
  const base = scene.base ?? (alone.some(({ shown }) => shown !== alone[0].shown) ? undefined : WAVE);
  if (base) return { points: course(chained(...base, own), "shown"), beneath: course(chained(...base), "shown") };
  return { points: course(alone, "shown"), beneath: course(alone, scene.beneath) };
}

/** Values of a signal without memory, enough of them to see how they are distributed. */
export function manyValues(scene, type) {
  const long = { ...scene, over: `${(4096 * milliseconds(scene.every)) / 1000}s` };
  return runOf(scenarioOf(long, { signals: [{ [type]: scene.options }] })).rows.map(({ shown }) => shown);
}

/** What is recorded under an anomaly or fault, with its labels, and beneath it the same without. */
export function effectRows(kind, scene, type) {
  const schedule = { once: { at: scene.at, length: scene.length } };
  const effect = { id: "it", schedule, effect: { [type]: scene.options } };
  const metric = { signals: scene.base };
  const clean = runOf(scenarioOf(scene, metric));
  const { changes } = catalogs[kind][type];
  const aimed = changes === "values" || changes === "readings" ? { ...effect, metrics: ["shown"] } : effect;
  const run = runOf(scenarioOf(scene, metric, { [kind]: [aimed] }));
  return { ...run, points: course(run.rows, "shown"), beneath: course(clean.rows, "shown") };
}

/** The windows of a schedule on a few entities. */
export function scheduleRows(scene, type, count) {
  const records = [{ table: "windows", rows: "event", schedule: { [type]: scene.options } }];
  return runOf(scenarioOf(scene, { signals: [{ constant: { value: 0 } }] }, { records, inventory: { count } }));
}
