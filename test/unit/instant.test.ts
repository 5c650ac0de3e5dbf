import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/error.ts";
import { dateOf, daysOf, instant, parseInstant } from "../../src/core/instant.ts";
import { createZone, utc } from "../../src/core/zone.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2024, 5, 15, 12, 34, 56, 789);
const berlin = createZone("Europe/Berlin");
const start = (text: string, zone = berlin) => parseInstant(text, { now: NOW, zone, as: "start" });
const end = (text: string, zone = berlin) => parseInstant(text, { now: NOW, zone, as: "end" });
const iso = (ms: number) => new Date(ms).toISOString();

test.each([
  ["2024-01-31", "2024-01-30T23:00:00.000Z"],
  ["2024-07-01", "2024-06-30T22:00:00.000Z"],
  ["2024-01-31T06", "2024-01-31T05:00:00.000Z"],
  ["2024-01-31T06:30", "2024-01-31T05:30:00.000Z"],
  ["2024-01-31 06:30:15", "2024-01-31T05:30:15.000Z"],
  ["2024-01-31T06:30:15.25", "2024-01-31T05:30:15.250Z"],
  ["2024-01-31T06:30:15.250000", "2024-01-31T05:30:15.250Z"],
  ["2024-01-31T06:30Z", "2024-01-31T06:30:00.000Z"],
  ["2024-01-31T06Z", "2024-01-31T06:00:00.000Z"],
  ["2024-01-31T06:30:00+05:30", "2024-01-31T01:00:00.000Z"],
  ["2024-01-31T06:30:00-0800", "2024-01-31T14:30:00.000Z"],
  ["2024-01-31T06:30:00+02", "2024-01-31T04:30:00.000Z"],
  ["2024-03-31T02:30", "2024-03-31T01:30:00.000Z"],
  ["2024-10-27T02:30", "2024-10-27T00:30:00.000Z"],
  ["2024-02-29", "2024-02-28T23:00:00.000Z"],
  ["now", "2024-06-15T12:34:56.789Z"],
  ["now-7d", "2024-06-08T12:34:56.789Z"],
  ["now+1h", "2024-06-15T13:34:56.789Z"],
  ["now-PT15M", "2024-06-15T12:19:56.789Z"],
])("%s starts at %s", (text, expected) => {
  expect(iso(start(text))).toBe(expected);
  expect(instant.safeParse(text).success).toBe(true);
  expect(text).toMatch(new RegExp(instant.meta()!.pattern as string));
});

describe("an end", () => {
  test("that is a bare date holds that day, however long it is", () => {
    expect(end("2024-01-31")).toBe(start("2024-02-01"));
    expect(end("2024-03-31") - start("2024-03-31")).toBe(23 * 3_600_000);
    expect(end("2024-10-27") - start("2024-10-27")).toBe(25 * 3_600_000);
    expect(end("2024-12-31", utc)).toBe(Date.UTC(2025, 0, 1));
  });
  test.each(["2024-01-31T00", "2024-01-31T00:00:00Z", "now", "now-7d"])("%s is that instant", (text) => {
    expect(end(text)).toBe(start(text));
  });
});

test.each([
  ["2023-02-30", "day from 01 to 28 in 2023-02"],
  ["2100-02-29", "day from 01 to 28"],
  ["2024-02-30", "day from 01 to 29"],
  ["2024-13-01", "month from 01 to 12"],
  ["2024-00-01", "month from 01 to 12"],
  ["2024-01-00", "day from 01 to 31"],
  ["2024-01-01T24:00", "time of day"],
  ["2024-01-01T12:60", "time of day"],
  ["2024-01-01T23:59:60Z", "time of day"],
  ["2024-01-01T12:00+24:00", "offset from"],
  ["2024-01-01T12:00:00.0001Z", "whole milliseconds"],
  ["now-", "after now-"],
  ["now-7", "with its unit"],
  ["now-1y", "years and months vary"],
  ["now7d", "such as 2024-01-31"],
  ["now - 7d", "such as 2024-01-31"],
  ["2024-1-1", "such as 2024-01-31"],
  ["20240101", "such as 2024-01-31"],
  ["2024-01", "such as 2024-01-31"],
  ["2024-01-01T", "such as 2024-01-31"],
  ["2024-01-01Z", "such as 2024-01-31"],
  ["2024-01-01T12:00[Europe/Berlin]", "such as 2024-01-31"],
  ["yesterday", "such as 2024-01-31"],
  ["1704067200", "such as 2024-01-31"],
  ["", "such as 2024-01-31"],
  ["NaN", "such as 2024-01-31"],
])("refuses %s", (text, reason) => {
  expect(() => start(text)).toThrow(UsageError);
  expect(() => start(text)).toThrow(reason);
  expect(() => start(text)).toThrow(JSON.stringify(text));
  expect(instant.safeParse(text).error?.issues[0].message).toContain(reason);
});

test("a now that is not a number gives an error, never NaN", () => {
  expect(() => parseInstant("now-1d", { now: NaN, zone: utc, as: "start" })).toThrow(UsageError);
});

test("any text gives a number or a UsageError", () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^(now[+-])?\d{1,4}-?\d{0,2}-?\d{0,2}[T ]?\d{0,2}:?\d{0,2}[Z+-]?\d{0,4}$/),
  );
  fc.assert(
    fc.property(text, (value) => {
      try {
        expect(Number.isFinite(start(value))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});

test("dates and days agree with the platform's calendar", () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
      const [year, month, day] = dateOf(days);
      const date = new Date(days * DAY);
      expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      expect(daysOf(year, month, day)).toBe(days);
    }),
  );
});
