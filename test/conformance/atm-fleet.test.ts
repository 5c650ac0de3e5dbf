import { beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import { createEvaluator } from "../../src/engine/evaluate.ts";
import type { Plan } from "../../src/engine/plan.ts";
import { createPresence } from "../../src/engine/presence/presence.ts";

const MACHINES = 4000;
const DAYS = 90;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let plan: Plan;
/** Hours that each breakdown lasts, of those that begin in the window, by cause. */
const repairs: Record<string, number[]> = {};
const CAUSES = ["jam", "card-reader", "cash-out", "power", "vandalism"];

beforeAll(() => {
  const { options, create } = catalogs.presets["atm-fleet"];
  const scenario = create(options.parse({}), undefined) as { inventory: object };
  const window = { start: "2026-01-01T00:00:00Z", end: new Date(Date.UTC(2026, 0, 1) + DAYS * DAY).toISOString() };
  plan = compile({ ...scenario, ...window, inventory: { ...scenario.inventory, count: MACHINES } }, catalogs);
  const { start, end, from, to } = plan.window;
  for (const { id, occurrences } of plan.disturbances) {
    if (!CAUSES.includes(id)) continue;
    repairs[id] = [];
    for (let e = 0; e < MACHINES; e++)
      occurrences(e, from, to + 1, (o) => {
        if (o.start >= start && o.start < end) repairs[id].push((o.end - o.start) / HOUR);
      });
  }
});

const all = () => Object.values(repairs).flat();
const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;

describe("breakdowns", () => {
  test("come every 28.7 days on average, each machine on its own", () => {
    const expected = (MACHINES * DAYS) / 28.7;
    // a Poisson number: four standard deviations
    expect(Math.abs(all().length - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  test("take 12.3 hours to repair on average", () => {
    const list = all();
    const average = mean(list);
    const deviation = Math.sqrt(mean(list.map((x) => (x - average) ** 2)));
    expect(Math.abs(average - 12.3)).toBeLessThan(4 * (deviation / Math.sqrt(list.length)));
  });

  test.each([
    ["jam", 15 / 49, 4],
    ["card-reader", 12 / 49, 5],
    ["cash-out", 12 / 49, 8],
    ["power", 6 / 49, 2],
    ["vandalism", 4 / 49, 24],
  ])("%s: %f of them, half repaired within %i hours", (id, share, median) => {
    const total = all().length;
    expect(Math.abs(repairs[id].length / total - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / total));
    const within = repairs[id].filter((hours) => hours < median).length / repairs[id].length;
    expect(Math.abs(within - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / repairs[id].length));
  });
});

/** Share of machine-ticks at which a metric is not 0, every 8 hours. */
function shareOf(name: string): number {
  const metric = plan.metrics.findIndex((m) => m.name === name);
  const evaluator = createEvaluator(plan, [metric], 1);
  let found = 0;
  let looked = 0;
  for (let e = 0; e < MACHINES; e += 2)
    for (let tick = plan.window.from; tick < plan.window.to; tick += 320, looked++) {
      evaluator.run(e, tick, 1);
      if (evaluator.quanta(metric)[0] !== 0) found++;
    }
  return found / looked;
}

test("machines are down for 1.75 % of the time, by breakdowns", () => {
  // 2000 machines, some 6,300 breakdowns of a mean and a deviation of about 14 h: an error of 0.03 %
  expect(Math.abs(shareOf("breakdowns") - 0.0175)).toBeLessThan(4 * 0.0003);
});

test("98 % of the time a machine is in service, and 5 % of the time it has an error", () => {
  expect(Math.abs(shareOf("in_service") - 0.9815)).toBeLessThan(0.0025);
  expect(Math.abs(shareOf("error") - 0.05)).toBeLessThan(0.0025);
});

test("nearly all that are in service are seen within an hour", async () => {
  const presence = createPresence(plan, plan.segments!);
  for (const day of [3, 40]) {
    const to = (plan.window.start + day * DAY + 15 * HOUR) / 1000;
    const seen = (await presence.byEvents({ from: to - 3600, to })).reduce((sum, one) => sum + one, 0) / MACHINES;
    // 1.75 % are down, of which less than a tenth since this hour; outages of many at a time are rare
    expect(seen).toBeGreaterThan(0.96);
    expect(seen).toBeLessThan(0.995);
  }
});

test("a machine that works serves 90 customers a day, most on Friday around noon", () => {
  const metric = plan.metrics.findIndex((m) => m.name === "transactions");
  const evaluator = createEvaluator(plan, [metric], 96 * 7);
  // 2026-01-05 is a Monday; midnight of Sao Paulo is 03:00 UTC
  const monday = plan.grid.tickAt(Date.UTC(2026, 0, 5, 3));
  const quarters = new Float64Array(96 * 7);
  for (let e = 0; e < 1000; e++) {
    evaluator.run(e, monday, 96 * 7);
    const values = evaluator.quanta(metric);
    for (let i = 0; i < quarters.length; i++) quarters[i] += values[i];
  }
  const total = quarters.reduce((sum, x) => sum + x, 0);
  // down for about 2 %; a Poisson number of 630,000 has an error of 0.13 %
  expect(Math.abs(total / 7000 / 90 - 0.9815)).toBeLessThan(0.01);
  const hours = Array.from({ length: 168 }, (_, h) => quarters.slice(h * 4, h * 4 + 4).reduce((sum, x) => sum + x, 0));
  const busiest = hours.indexOf(Math.max(...hours));
  expect([Math.floor(busiest / 24), busiest % 24]).toEqual([4, 12]);
});
