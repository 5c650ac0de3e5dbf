import { beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import { createLabels } from "../../src/engine/labels.ts";
import type { Plan } from "../../src/engine/plan.ts";
import { createArrivals } from "../../src/engine/transport.ts";

const METERS = 1500;
const DAYS = 90;

let plan: Plan;
/** Share of its half-hours that each meter has at least once. */
let completeness: number[];

beforeAll(() => {
  const scenario = catalogs.presets["smart-meter"].create({ profile: "uniform", faults: "field" }, undefined);
  plan = compile(
    {
      ...scenario,
      interval: "30m",
      start: "2024-01-01",
      end: "2024-03-30",
      inventory: { ...scenario.inventory, count: METERS },
    },
    catalogs,
  );
  const arrivals = createArrivals(plan, 1);
  const { from, to } = plan.window;
  completeness = Array.from({ length: METERS }, (_, meter) => {
    // what is late by up to a day has arrived a day later
    const ticks = new Set(arrivals(meter, from, to + 48).map(({ tick }) => tick));
    return [...ticks].filter((tick) => tick >= from && tick < to).length / (to - from);
  });
});

describe("reads that arrive (Webborn and others, SERL, 2021: 1,708 meters)", () => {
  // four standard errors of a share of 1,500, and what classes of links can follow of a smooth law
  test.each([
    [0.99, 0.618],
    [0.98, 0.737],
    [0.95, 0.772],
    [0.75, 0.831],
    [0.5, 0.848],
  ])("at least %f of them: of %f of the meters", (least, published) => {
    const share = completeness.filter((c) => c >= least).length / METERS;
    expect(Math.abs(share - published)).toBeLessThan(4 * Math.sqrt((published * (1 - published)) / METERS) + 0.03);
  });

  test("loss is a meter's own, not a read's", () => {
    const mean = completeness.reduce((sum, c) => sum + c) / METERS;
    const variance = completeness.reduce((sum, c) => sum + (c - mean) ** 2, 0) / METERS;
    const independent = (mean * (1 - mean)) / (DAYS * 48);
    expect(variance).toBeGreaterThan(100 * independent);
  });
});

test("odd reads are as rare as published: 4.9 in a million are all ones", () => {
  const labels = createLabels(plan);
  const { from, to } = plan.window;
  let odd = 0;
  for (let meter = 0; meter < METERS; meter++)
    odd += labels(meter, from, to).filter(({ name }) => name === "all-ones").length;
  const expected = METERS * (to - from) * 4.9e-6;
  expect(Math.abs(odd - expected)).toBeLessThan(4 * Math.sqrt(expected));
});

test("faults of metrics that a profile has not are left out", () => {
  expect(plan.disturbances.map(({ id }) => id)).not.toContain("exchange");
  const full = compile(
    catalogs.presets["smart-meter"].create({ profile: "household", faults: "field" }, undefined),
    catalogs,
  );
  expect(full.disturbances.map(({ id }) => id)).toContain("exchange");
});
