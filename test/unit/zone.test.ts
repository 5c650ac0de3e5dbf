import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/error.ts";
import { dayOf, dayStart } from "../../src/core/local.ts";
import { createZone, localToUtc, timeZoneDataVersion, utc, type Zone, zoneName } from "../../src/core/zone.ts";

/** The first instant of the local day that holds a time. */
const localMidnight = (zone: Zone, time: number) => dayStart(zone, dayOf(zone, time));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FROM = Date.UTC(1990, 0, 1);
const TO = Date.UTC(2037, 11, 31);
const NAMES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Pacific/Apia",
  "America/St_Johns",
];

const instants = fc.integer({ min: FROM, max: TO });
const utcMs = (zoned: Temporal.ZonedDateTime): number => zoned.epochMilliseconds;
const zoned = (time: number, name: string) => Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(name);

/** As if local were UTC. */
function local(time: number): Temporal.PlainDateTime {
  return zoned(time, "UTC").toPlainDateTime();
}

describe.each(NAMES)("%s as Temporal has it", (name) => {
  const zone = createZone(name);

  test("offsets in any order", () => {
    fc.assert(
      fc.property(instants, (time) => zone.offsetAt(time) === zoned(time, name).offsetNanoseconds / 1e6),
      { numRuns: 300, seed: 1 },
    );
  });

  test("each change, and the offsets on both sides of it", () => {
    let time = FROM;
    let next = zoned(time, name).getTimeZoneTransition("next");
    while (next && next.epochMilliseconds < TO) {
      // Temporal also counts changes of name alone
      const before = zoned(next.epochMilliseconds - 1, name).offsetNanoseconds;
      if (before !== next.offsetNanoseconds) {
        expect(zone.nextChange(time)).toBe(next.epochMilliseconds);
        time = next.epochMilliseconds;
        expect(zone.offsetAt(time - 1)).toBe(before / 1e6);
        expect(zone.offsetAt(time)).toBe(next.offsetNanoseconds / 1e6);
      }
      next = next.getTimeZoneTransition("next");
    }
    expect(zone.nextChange(time)).toBeGreaterThanOrEqual(TO);
  });

  test("local times, also near changes", () => {
    const changes: number[] = [];
    for (let t = zone.nextChange(FROM); t < TO; t = zone.nextChange(t)) changes.push(t);
    const near = fc
      .tuple(fc.constantFrom(...changes, FROM), fc.integer({ min: -26 * HOUR, max: 26 * HOUR }))
      .map(([change, shift]) => change + zone.offsetAt(change) + shift);
    fc.assert(
      fc.property(fc.oneof(instants, near), (time) => {
        expect(localToUtc(zone, time)).toBe(utcMs(local(time).toZonedDateTime(name, { disambiguation: "compatible" })));
        expect(localMidnight(zone, time)).toBe(
          utcMs(zoned(time, name).toPlainDate().toZonedDateTime({ timeZone: name })),
        );
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});

test("days of 23, 24 and 25 hours", () => {
  const zone = createZone("Europe/Berlin");
  const length = (year: number, month: number, day: number) => {
    const midnight = localToUtc(zone, Date.UTC(year, month - 1, day));
    return (localMidnight(zone, midnight + 30 * HOUR) - midnight) / HOUR;
  };
  expect([length(2024, 3, 31), length(2024, 4, 1), length(2024, 10, 27)]).toEqual([23, 24, 25]);
});

test("a skipped time moves later, a repeated one is its first", () => {
  const zone = createZone("Europe/Berlin");
  expect(localToUtc(zone, Date.UTC(2024, 2, 31, 2, 30))).toBe(Date.UTC(2024, 2, 31, 1, 30));
  expect(localToUtc(zone, Date.UTC(2024, 9, 27, 2, 30))).toBe(Date.UTC(2024, 9, 27, 0, 30));
});

test("a day may begin after midnight, and a day may be missing", () => {
  expect(localMidnight(createZone("America/Sao_Paulo"), Date.UTC(2018, 10, 4, 12))).toBe(Date.UTC(2018, 10, 4, 3));
  const apia = createZone("Pacific/Apia");
  const change = Date.UTC(2011, 11, 30, 10);
  expect(apia.nextChange(change - DAY)).toBe(change);
  expect([apia.offsetAt(change - 1), apia.offsetAt(change)]).toEqual([-10 * HOUR, 14 * HOUR]);
});

test("changes are found however far ahead, and none is made up", () => {
  expect(createZone("Asia/Kolkata").nextChange(FROM)).toBe(Infinity);
  expect(createZone("Asia/Kolkata").nextChange(Date.UTC(1900, 0, 1))).toBeLessThan(Date.UTC(1950, 0, 1));
  expect(createZone("Asia/Tokyo").nextChange(Date.UTC(1952, 0, 1))).toBe(Infinity);
  expect(createZone("Europe/Moscow").nextChange(Date.UTC(2011, 3, 1))).toBe(Date.UTC(2014, 9, 25, 22));
  expect(createZone("Europe/Berlin").nextChange(Date.UTC(2150, 0, 1))).toBeLessThan(Date.UTC(2151, 0, 1));
  expect(createZone("Europe/Berlin").nextChange(Date.UTC(2300, 0, 1))).toBe(Infinity);
});

test("any number has an offset", () => {
  const zone = createZone("Europe/Berlin");
  for (const time of [-Infinity, -1e18, -1e13, 1e13, 1e18, Infinity, NaN]) {
    expect(Number.isFinite(zone.offsetAt(time))).toBe(true);
    expect(zone.nextChange(time)).not.toBeNaN();
  }
  expect(zone.offsetAt(Date.UTC(2024, 0, 1))).toBe(HOUR);
});

test("pairs of changes a week apart are both found", () => {
  const recife = createZone("America/Recife");
  const first = recife.nextChange(Date.UTC(2000, 8, 1));
  expect(recife.nextChange(first) - first).toBe(7 * DAY - HOUR);
});

test("fixed offsets and UTC", () => {
  expect(createZone("UTC")).toBe(utc);
  expect(createZone("+05:30").offsetAt(0)).toBe(5.5 * HOUR);
  expect(createZone("-0330").offsetAt(1e15)).toBe(-3.5 * HOUR);
  expect(createZone("-08").name).toBe("-08:00");
  expect(createZone("+05:30").nextChange(0)).toBe(Infinity);
});

test("zones are made once", () => expect(createZone("Asia/Tokyo")).toBe(createZone("Asia/Tokyo")));

test.each([
  ["Europe/Berln", "did you mean Europe/Berlin?"],
  ["berlin", "did you mean Europe/Berlin?"],
  ["", "expected a time zone"],
  ["+25:00", "expected a time zone"],
  ["+5", "expected a time zone"],
  ["../etc/passwd", "expected a time zone"],
  ["x".repeat(1000), "expected a time zone"],
])("refuses %.20s", (name, message) => {
  expect(() => createZone(name)).toThrow(UsageError);
  expect(() => createZone(name)).toThrow(message);
  expect(zoneName.safeParse(name).error?.issues[0].message).toContain(message);
});

test("the version of the data is told", () => expect(timeZoneDataVersion()).toMatch(/^\d{4}[a-z]+$/));
