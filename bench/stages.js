// What single stages cost on one core: signals in ns a value, encoders in rows a second.
import { crc32 } from "node:zlib";
import { catalogs } from "../build/catalog.js";
import { compile } from "../build/engine/compile.js";
import { createEvaluator } from "../build/engine/evaluate.js";
import { createGenerator } from "../build/engine/generate.js";
import { partition } from "../build/engine/partition.js";
import { tiles } from "../build/engine/tiles.js";
import { rate } from "./measure.js";

const NOW = Date.UTC(2024, 0, 31);
const BLOCK = 4096;

/** ns per value of each signal's example, in blocks of 4096 ticks of changing entities, quantisation included. */
export function signalCosts() {
  const costs = {};
  for (const definition of Object.values(catalogs.signals)) {
    const metrics = {};
    for (const value of Object.values(definition.example)) {
      if (typeof value === "string" && /^[a-z]+$/.test(value))
        metrics[value] ??= { signals: [{ constant: { value: 50 } }] };
    }
    metrics.measured = { signals: [{ [definition.type]: definition.example }] };
    let plan;
    try {
      plan = compile(
        {
          name: "bench",
          origin: "2020-01-01",
          interval: "10s",
          start: "2024-01-01",
          end: "2024-01-02",
          inventory: { count: 64 },
          metrics,
        },
        catalogs,
        { now: NOW },
      );
    } catch {
      delete metrics.measured;
      continue;
    }
    const index = plan.metrics.findIndex((metric) => metric.name === "measured");
    const evaluator = createEvaluator(plan, [index], BLOCK);
    let turn = 0;
    costs[definition.type] =
      1e9 / (rate(() => evaluator.run(turn % 64, plan.window.from + (turn++ % 8) * BLOCK, BLOCK)) * BLOCK);
  }
  return costs;
}

export const FIVE = ["timestamp", { meter_id: "id" }, "reading", "voltage", "current"];

/** Meters whose days are made again and again: so many that no cache holds what is theirs. */
const METERS = 100;

/**
 * Rows a second that are generated, that each encoder turns into text meanwhile, and JSON.stringify beside it: the five
 * columns of smart meters, as a run makes them.
 */
export function encoderRates() {
  const preset = catalogs.presets["smart-meter"];
  const scenario = { ...preset.create(preset.options.parse({}), undefined), start: "2024-01-01", end: "2024-01-01" };
  scenario.inventory.count = METERS;
  scenario.records[0].columns = FIVE;
  const plan = compile(scenario, catalogs, { now: NOW });
  const [table] = plan.tables;
  const part = partition(plan, table, "x", "x", { index: 0, count: 1 }).at(0);
  const maker = createGenerator(plan, table, "entity");
  const rows = METERS * (plan.window.to - plan.window.from);
  const pass = (use) => {
    for (const tile of tiles(table, part, "entity")) for (const batch of maker.batches(tile, "x")) use(batch);
  };
  const seconds = (use) => 1 / rate(() => pass(use), { warmup: 2, seconds: 2 });
  const generating = seconds(() => {});
  const open = ({ create, options }) => create(options.parse({}), undefined).open(table.schema);
  const rates = {};
  for (const [name, definition] of Object.entries(catalogs.encoders)) {
    const stream = open(definition);
    rates[name] = rows / Math.max(1e-9, seconds((batch) => stream.write(batch)) - generating);
  }
  const decoder = new TextDecoder();
  const ndjson = open(catalogs.encoders.ndjson);
  const objects = [];
  pass((batch) => {
    if (objects.length >= BLOCK) return;
    for (const line of decoder.decode(ndjson.write(batch)).trim().split("\n")) objects.push(JSON.parse(line));
  });
  rates["JSON.stringify"] =
    rate(() => objects.map((object) => `${JSON.stringify(object)}\n`).join("")) * objects.length;
  return { rates, generated: rows / generating };
}

/** Bytes a second that are summed up as every file is. */
export function checksumRate() {
  const bytes = Buffer.alloc(1 << 19, 120);
  let crc = 0;
  return (
    rate(() => {
      crc = crc32(bytes, crc);
    }) * bytes.length
  );
}
