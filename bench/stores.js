// Rows a second into the embedded stores, each key once, beside the plainest good code for the same client; and how late
// live rows are. Batches are made beforehand.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { catalogs } from "../build/catalog.js";
import { compile } from "../build/engine/compile.js";
import { feedsOf } from "../build/engine/feeds.js";
import { generate } from "../build/engine/generate.js";
import { live } from "../build/engine/live.js";
import { realClock } from "../build/engine/pace.js";
import { partition } from "../build/engine/partition.js";
import { time } from "./measure.js";
import { peers } from "./peers/stores.js";
import { FIVE } from "./stages.js";

const STAMP = { run: "bench", seed: 1, source: "bench", shard: { index: 0, count: 1 } };
const CLI = new URL("../dist/cli/main.js", import.meta.url).pathname;

/** A plan of so many meters. */
function planOf(count, more) {
  const preset = catalogs.presets["smart-meter"];
  const scenario = { ...preset.create(preset.options.parse({}), undefined), ...more };
  scenario.inventory.count = count;
  scenario.records[0].columns = FIVE;
  return compile(scenario, catalogs, { now: Date.now() });
}

/** A day of so many meters, in the order of time, in buffers of their own. */
function batchesOf(count) {
  const plan = planOf(count, { start: "2024-01-01", end: "2024-01-01" });
  const [table] = plan.tables;
  const part = partition(plan, table, "x", "x", STAMP.shard).at(0);
  return { schema: table.schema, batches: Array.from(generate(plan, table, part, "time"), kept) };
}

const kept = (batch) => ({
  ...batch,
  entities: batch.entities.slice(0, batch.rows),
  columns: batch.columns.map((column) =>
    column.values
      ? { ...column, values: column.values.slice(0, batch.rows) }
      : { ...column, codes: column.codes.slice(0, batch.rows) },
  ),
});

async function store(url, { schema, batches }) {
  const sink = Object.values(catalogs.sinks)
    .find((definition) => definition.match(url))
    .create({}, { url, directory: "", force: false });
  await sink.open(schema, STAMP);
  for (const batch of batches) await sink.write(batch);
  await sink.flush();
  await sink.close();
}

/** Rows a second into each store: ours, again over the same keys, and the plain client's. */
export async function storeRates(folder, meters, rounds) {
  const given = batchesOf(meters);
  const rows = given.batches.reduce((sum, batch) => sum + batch.rows, 0);
  const best = {};
  const measure = async (name, task) => {
    const began = performance.now();
    await task();
    best[name] = Math.max(best[name] ?? 0, (1000 * rows) / (performance.now() - began));
  };
  for (let round = 0; round < rounds; round++) {
    for (const [type, peer] of Object.entries(peers)) {
      const [own, other] = ["own", "peer"].map((name) => join(folder, `${name}.${type}`));
      await measure(type, () => store(`${type}:${own}`, given));
      await measure(`${type}_again`, () => store(`${type}:${own}`, given));
      await measure(`${type}_peer`, () => peer(other, given.batches));
      for (const path of [own, other])
        for (const end of ["", "-wal", "-shm", ".wal"]) rmSync(path + end, { force: true });
    }
  }
  return best;
}

/** Seconds that the history of the preset storage takes into SQLite, start included: the least of three. */
export function storageSeconds(folder) {
  const path = join(folder, "storage.db");
  const once = () => {
    const { seconds } = time(process.execPath, [CLI, "run", "storage", "--to", `sqlite:${path}`, "-q"]);
    for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
    return seconds;
  };
  return Math.min(once(), once(), once());
}

/** How late the rows of each second are stored, ms: 10,000 meters, one real minute, SQLite. */
export async function lateness(folder, seconds = 60) {
  const now = Math.ceil(Date.now() / 1000) * 1000;
  const plan = planOf(10_000, { interval: "1s", start: new Date(now).toISOString(), end: "now+1d" });
  const late = [];
  await live(plan, feedsOf(plan, [plan.tables[0]], catalogs, `sqlite:${join(folder, "late.db")}`), {
    from: now,
    until: now + (seconds + 1) * 1000,
    clock: realClock,
    progress: ({ phase, stored }) => phase === "live" && late.push(Date.now() - (stored - 1000)),
  });
  late.sort((a, b) => a - b);
  const at = (share) => late[Math.min(late.length - 1, Math.floor(share * late.length))];
  return { ticks: late.length, p50: at(0.5), p99: at(0.99) };
}
