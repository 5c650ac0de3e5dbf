import { expect, test } from "vitest";
import { planOf, rowsOf } from "../support/rows.ts";

const HOUR = 3_600_000;

/** When summer time holds in 2024, from one change of clocks to the other in UTC. */
const SUMMER = {
  "Europe/Berlin": (time: number) => time >= Date.UTC(2024, 2, 31, 1) && time < Date.UTC(2024, 9, 27, 1),
  "Australia/Sydney": (time: number) => time < Date.UTC(2024, 3, 6, 16) || time >= Date.UTC(2024, 9, 5, 16),
  "Asia/Tokyo": () => false,
};

test.each(Object.entries(SUMMER))("of %s puts clocks an hour ahead for all of summer time, no more", (zone, summer) => {
  const plan = planOf({
    name: "clocks",
    origin: "2024-01-01",
    start: "2024-01-01",
    end: "2025-01-01",
    zone,
    interval: "1h",
    inventory: { count: 1 },
    metrics: { x: { signals: [{ constant: { value: 1 } }] } },
    faults: [{ id: "clock", effect: { "summer-time": {} } }],
    records: [{ table: "readings", time: { zone: "UTC" } }],
  });
  const rows = rowsOf(plan, "entity");
  const wrong = rows.flatMap(({ timestamp }, i) => {
    const time = plan.window.start + i * HOUR;
    const ahead = (Number(timestamp) - time) / HOUR;
    return ahead === (summer(time) ? 1 : 0) ? [] : [{ at: new Date(time).toISOString(), ahead }];
  });
  expect(rows.length).toBe((plan.window.end - plan.window.start) / HOUR);
  expect(wrong.slice(0, 3)).toEqual([]);
});
