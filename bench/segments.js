// How long a server takes to count a fleet by segments: `npm run build && node bench/segments.js [entities]`.

import { catalogs } from "../build/catalog.js";
import { compile } from "../build/engine/compile.js";
import { createSegmentCounter } from "../build/server/fleet/segment-counter.js";

const count = Number(process.argv[2] ?? 1_000_000);
const { options, create } = catalogs.presets["atm-fleet"];
const scenario = create(options.parse({}), undefined);
scenario.inventory.count = count;
const plan = compile(scenario, catalogs);
const counter = createSegmentCounter(plan, plan.segments);
const noon = Date.UTC(2026, 5, 1, 12) / 1000;

async function measure(what, hours, minutes, frequency, probability) {
  const to = noon + hours * 3600;
  const began = performance.now();
  const used = process.cpuUsage();
  const { present } = await counter({ window: { from: to - minutes * 60, to }, minutes: frequency, probability });
  const seconds = ((performance.now() - began) / 1000).toFixed(3);
  const { user, system } = process.cpuUsage(used);
  const busy = ((user + system) / 1e6).toFixed(3);
  const memory = `${Math.round(process.memoryUsage().rss / 1e6)} MB`;
  console.log(
    `${what.padEnd(58)} ${seconds.padStart(7)} s ${busy.padStart(7)} s of work ${`${present}`.padStart(9)} there ${memory.padStart(9)}`,
  );
}

console.log(`${count} entities, 8 segments`);
await measure("the first question: groups, keys, who is in trouble today", 0, 60, 15, 0.1);
await measure("the same again", 0, 60, 15, 0.1);
await measure("an hour later", 1, 60, 15, 0.1);
await measure("a day of slots of a minute, one report in 1000", 0, 1440, 1, 0.001);
await measure("  the same again", 0, 1440, 1, 0.001);
await measure("the first question by heartbeats", 0, 60, 15);
await measure("  the same again", 0, 60, 15);
await measure("  an hour later", 1, 60, 15);
await measure("  of the last minute", 1, 1, 15);
