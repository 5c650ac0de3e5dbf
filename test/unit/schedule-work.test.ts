import { beforeEach, expect, it, vi } from "vitest";
import type { Zone } from "../../src/core/zone.ts";
import { createZone } from "../../src/core/zone.ts";
import { schedules } from "../../src/schedules/index.ts";
import { createWorld, trySchedule } from "../contract/harness.ts";

/** Draws and look-ups of local time so far. */
const work = vi.hoisted(() => ({ steps: 0 }));

vi.mock("../../src/core/random.ts", async (original) => {
  const real = await original<typeof import("../../src/core/random.ts")>();
  const counted = <A extends unknown[], R>(draw: (...args: A) => R) => {
    return (...args: A): R => {
      work.steps++;
      return draw(...args);
    };
  };
  const { fork, derive, uniform, integer } = real;
  return {
    ...real,
    fork: counted(fork),
    derive: counted(derive),
    uniform: counted(uniform),
    integer: counted(integer),
  };
});

beforeEach(() => {
  work.steps = 0;
});

const HOUR = 3_600_000;
const YEAR = 8766 * HOUR;

function countedZone(name: string): Zone {
  const zone = createZone(name);
  return {
    name,
    offsetAt(time) {
      work.steps++;
      return zone.offsetAt(time);
    },
    nextChange(time) {
      work.steps++;
      return zone.nextChange(time);
    },
  };
}

const FLEET = 100_000;

const sparse: Record<keyof typeof schedules, object> = {
  once: { at: "2024-03-01T06:00", length: "2h" },
  // a window every hour for a year
  list: {
    windows: Array.from({ length: 8760 }, (_, i) =>
      [i, i + 1].map((n) => new Date(Date.UTC(2024, 0, 1) + n * HOUR).toISOString()),
    ),
  },
  periodic: { every: "30d", length: "6h", jitter: "2d" },
  random: { rate: "2/30d", length: ["5m", "2h"] },
  clustered: { rate: "1/30d", count: [3, 8], within: "2h", length: ["1m", "10m"] },
  quota: { count: 3, per: "week", length: "1h" },
  cron: { at: "* * * * *", length: "1m" },
  "business-hours": {},
  during: { keep: { random: { rate: "2/30d", length: "2h" } }, within: { "business-hours": {} } },
};

it.each(Object.entries(sparse))("%s: an hour of an entity costs a few steps, however far out", (type, options) => {
  const zone = countedZone("Europe/Berlin");
  const world = createWorld({ size: FLEET });
  world.inventory.zoneOf = () => zone;
  const windows = trySchedule(schedules[type as keyof typeof schedules], options, world);
  const most = (years: number): number => {
    let greatest = 0;
    // every 97th of the fleet, each at another hour of the year
    for (let entity = 0; entity < FLEET; entity += 97) {
      const from = world.grid.origin + years * YEAR + ((entity * 13) % 8766) * HOUR;
      work.steps = 0;
      windows(entity, from, from + HOUR);
      greatest = Math.max(greatest, work.steps);
    }
    return greatest;
  };
  // cron draws for each minute of the hour
  for (const years of [0, 10, 1000]) expect(most(years)).toBeLessThan(type === "cron" ? 150 : 80);
});
