import { beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { fork, type Key, seedKey } from "../../src/core/random.ts";
import { compile } from "../../src/engine/compile.ts";
import type { Plan } from "../../src/engine/plan.ts";
import { createPresence } from "../../src/engine/presence/presence.ts";
import { lookForReports } from "../../src/engine/presence/reports.ts";
import { countPresent } from "../../src/rules/segments.ts";
import { rowsOf } from "../support/rows.ts";

const MINUTE = 60_000;
const key = seedKey(5);
const entities = Array.from({ length: 3000 }, (_, i): Key => fork(seedKey(11), i));

/** Whether each entity reports in minutes [from, to), slot by slot or at once. */
function reports(probability: number, slot: number, from: number, to: number): boolean[] {
  const look = lookForReports({ key, slot: slot * MINUTE, probability }, from * MINUTE, to * MINUTE);
  return entities.map((own, e) => look(e, own, from * MINUTE, to * MINUTE, []));
}

describe("reports by probability", () => {
  test.each([0.003, 0.1, 0.5])("each slot of its own, with %f, in any window the same", (probability) => {
    // across the border of two trees, which is at 2048 slots
    const slots = Array.from({ length: 60 }, (_, s) => reports(probability, 15, 15 * (2018 + s), 15 * (2019 + s)));
    const n = entities.length * slots.length;
    const hits = slots.flat().filter(Boolean).length;
    // four standard deviations of a binomial number
    expect(Math.abs(hits - n * probability)).toBeLessThan(4 * Math.sqrt(n * probability * (1 - probability)));
    for (const [from, to] of [
      [0, 60],
      [3, 4],
      [10, 47],
      [29, 31],
    ]) {
      const whole = reports(probability, 15, 15 * (2018 + from), 15 * (2018 + to));
      expect(whole).toEqual(entities.map((_, e) => slots.slice(from, to).some((slot) => slot[e])));
    }
  });

  test("slots that follow one another are independent", () => {
    const slots = Array.from({ length: 33 }, (_, s) => reports(0.3, 15, 15 * (100 + s), 15 * (101 + s)));
    let both = 0;
    for (let s = 0; s + 1 < slots.length; s++)
      for (let e = 0; e < entities.length; e++) if (slots[s][e] && slots[s + 1][e]) both++;
    const n = 32 * entities.length;
    expect(Math.abs(both - n * 0.09)).toBeLessThan(4 * Math.sqrt(n * 0.09 * 0.91));
  });

  test("at a second that is drawn evenly", () => {
    const within = (to: number) => {
      const look = lookForReports({ key, slot: 60 * MINUTE, probability: 1 }, 0, to);
      return entities.filter((own, e) => look(e, own, 0, to, [])).length / entities.length;
    };
    for (const part of [0.25, 0.5, 0.75])
      expect(Math.abs(within(part * 60 * MINUTE) - part)).toBeLessThan(
        4 * Math.sqrt((part * (1 - part)) / entities.length),
      );
  });

  test("never with 0, always with 1, and not in silence", () => {
    expect(reports(0, 15, 0, 1440).includes(true)).toBe(false);
    expect(reports(1, 15, 15, 30).includes(false)).toBe(false);
    const look = lookForReports({ key, slot: 15 * MINUTE, probability: 1 }, 0, 60 * MINUTE);
    const silent = [{ start: 0, end: 60 * MINUTE }];
    expect(entities.some((own, e) => look(e, own, 0, 60 * MINUTE, silent))).toBe(false);
  });
});

describe("who is there in atm-fleet", () => {
  let plan: Plan;
  const at = Date.UTC(2026, 2, 1, 12) / 1000;
  beforeAll(() => {
    const { options, create } = catalogs.presets["atm-fleet"];
    const scenario = create(options.parse({}), undefined) as { inventory: object };
    const window = { start: "2026-03-01T10:59:59Z", end: "2026-03-01T12:00:00Z" };
    plan = compile({ ...scenario, ...window, inventory: { ...scenario.inventory, count: 300 } }, catalogs);
  });

  test("by events: those with a row of the table in the window", async () => {
    const rows = rowsOf(plan, "entity", plan.segments!.table);
    const seen = (from: number) =>
      new Set(rows.filter((row) => Number(row.timestamp) >= from * 1000).map((row) => row.device_code));
    for (const seconds of [60, 600, 3600]) {
      const present = await createPresence(plan, plan.segments!).byEvents({ from: at - seconds, to: at - 1 });
      const found = Array.from(present, (one, e) => (one ? plan.inventory.idOf(e) : "")).filter((id) => id !== "");
      expect(new Set(found)).toEqual(seen(at - seconds));
      expect(found.length).toBeGreaterThan(20);
    }
  });

  test("the same whatever was asked before, and by another who knows nothing yet", async () => {
    const one = createPresence(plan, plan.segments!);
    const ask = (presence: typeof one, days: number) => {
      const to = at + days * 86_400;
      return presence.byProbability({ from: to - 3600, to }, 15, 0.2);
    };
    const first = await ask(one, 0);
    await ask(one, 30);
    expect(await ask(one, 0)).toEqual(first);
    expect(await ask(createPresence(plan, plan.segments!), 0)).toEqual(first);
    expect(await ask(one, 1)).not.toEqual(first);
    // over midnights, into days that were found ahead
    for (const days of [0.1, 0.51, 0.52, 1.51, 2, 2.51, 1.51])
      expect(await ask(one, days)).toEqual(await ask(createPresence(plan, plan.segments!), days));
  });

  test("over midnight: those before and those after, each by what keeps them silent that day", async () => {
    const { options, create } = catalogs.presets["atm-fleet"];
    const outage = { where: { supplier: "Lespeed" }, start: "2026-03-01T23:00:00Z", length: "59m" };
    const scenario = create(options.parse({ outage }), undefined) as { inventory: object };
    const cut = compile({ ...scenario, inventory: { ...scenario.inventory, count: 300 } }, catalogs);
    const presence = createPresence(cut, cut.segments!);
    const midnight = at + 43_200;
    const there = (from: number, to: number) => presence.byProbability({ from, to }, 15, 0.9);
    const all = await there(midnight - 3600, midnight);
    const [before, after] = [await there(midnight - 3600, midnight - 1), await there(midnight, midnight)];
    expect(all).toEqual(before.map((one, e) => one | after[e]));
    expect(countPresent(all)).toBeLessThan(countPresent(await there(midnight - 7200, midnight - 3601)));
  });

  test("nobody in an error reports, however likely reports are", async () => {
    const { errors } = plan.segments!;
    const present = await createPresence(plan, plan.segments!).byProbability({ from: at - 900, to: at }, 1, 1);
    for (let e = 0; e < 300; e++) {
      let throughout = false;
      for (const { occurrences } of errors)
        occurrences(e, plan.window.from - 96, plan.window.to + 96, ({ start, end }) => {
          throughout ||= start <= (at - 900) * 1000 && end > at * 1000 + 999;
        });
      if (throughout) expect(present[e]).toBe(0);
    }
    expect(present.includes(0)).toBe(true);
  });
});
