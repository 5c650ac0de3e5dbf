import { describe, expect, it, test } from "vitest";
import { readCron } from "../../src/schedules/cron-expression.ts";
import { schedules } from "../../src/schedules/index.ts";
import { createWorld, trySchedule } from "../contract/harness.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ORIGIN = Date.UTC(2024, 0, 1);

/** The windows of entity 0 of a zone, as `start/length` with the start in UTC and the length in minutes. */
function shown(type: keyof typeof schedules, options: object, zone: string, from: string, to: string): string[] {
  const world = createWorld({ zones: [zone], origin: ORIGIN });
  const windows = trySchedule(schedules[type], options, world)(0, Date.parse(`${from}Z`), Date.parse(`${to}Z`));
  return windows.map((w) => `${new Date(w.start).toISOString().slice(0, 16)}/${(w.end - w.start) / 60_000}`);
}

/** The cron windows that begin in [from, to), in UTC. */
function begins(at: string, zone: string, from: string, to: string): string[] {
  return shown("cron", { at, length: "1ms" }, zone, from, to).map((text) => text.slice(0, 16));
}

describe("cron", () => {
  const zone = "America/St_Johns";
  const spans = [
    ["2024-02-20T00:00", "2024-03-25T00:00"],
    ["2024-10-25T00:00", "2024-12-08T00:00"],
  ] as const;

  /** Minute by minute in UTC with local [minute, hour, day, month, weekday] by the platform, which shares nothing with the parser. */
  function localMinutes(): [string, number[]][] {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      minute: "numeric",
      hour: "numeric",
      day: "numeric",
      month: "numeric",
      weekday: "short",
    });
    const found: [string, number[]][] = [];
    for (const [from, to] of spans)
      for (let time = Date.parse(`${from}Z`); time < Date.parse(`${to}Z`); time += 60_000) {
        const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
        const weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(parts.weekday);
        const numbers = [parts.minute, parts.hour, parts.day, parts.month].map(Number);
        found.push([new Date(time).toISOString().slice(0, 16), [...numbers, weekday]]);
      }
    return found;
  }

  it("is what the local fields say, through both changes of clocks, where it holds in every hour", () => {
    const expressions: Record<string, (fields: number[]) => boolean> = {
      "*/30 * * * *": ([m]) => m % 30 === 0,
      "5-20/7 * * 2,6-12/3 *": ([m, , , month]) => [5, 12, 19].includes(m) && [2, 6, 9, 12].includes(month),
      "0 * 13 * fri": ([m, , d, , w]) => m === 0 && (d === 13 || w === 5),
      "0 * */2 * Mon-Wed": ([m, , d, , w]) => m === 0 && d % 2 === 1 && w >= 1 && w <= 3,
      "59 * * feb 5-7": ([m, , , month, w]) => m === 59 && month === 2 && (w >= 5 || w === 0),
      "@hourly": ([m]) => m === 0,
    };
    const minutes = localMinutes();
    for (const [at, holds] of Object.entries(expressions)) {
      const expected = minutes.filter(([, fields]) => holds(fields)).map(([time]) => time);
      expect(expected.length).toBeGreaterThan(50);
      expect(
        spans.flatMap(([from, to]) => begins(at, zone, from, to)),
        at,
      ).toEqual(expected);
    }
  });

  it("has seconds as an optional first field", () => {
    const world = createWorld({ zones: ["UTC"] });
    const windows = trySchedule(schedules.cron, { at: "*/20 0 12 * * *", length: "1ms" }, world);
    expect(windows(0, ORIGIN, ORIGIN + DAY).map((w) => w.start - ORIGIN - 12 * HOUR)).toEqual([0, 20_000, 40_000]);
  });

  it("makes up for a time that clocks skip as soon as they have, once", () => {
    // in Berlin 02:00 to 03:00 of 31 March did not exist: the clock went to 03:00 at 01:00 UTC
    const span = ["2024-03-30T12:00", "2024-04-01T12:00"] as const;
    expect(begins("30 2 * * *", "Europe/Berlin", ...span)).toEqual(["2024-03-31T01:00", "2024-04-01T00:30"]);
    expect(begins("0,20,40 2 * * *", "Europe/Berlin", ...span)).toEqual([
      "2024-03-31T01:00",
      "2024-04-01T00:00",
      "2024-04-01T00:20",
      "2024-04-01T00:40",
    ]);
    // where 03:00 is a time of its own, that is the one
    expect(begins("30 2 * * *", "Europe/Berlin", "2024-03-31T00:59", "2024-03-31T01:00")).toEqual([]);
    expect(begins("0,30 2,3 * * sun", "Europe/Berlin", ...span)).toEqual(["2024-03-31T01:00", "2024-03-31T01:30"]);
  });

  it("counts a time that clocks repeat once, unless it holds in every hour", () => {
    // in Berlin 02:00 to 03:00 of 27 October came twice: from 00:00 and from 01:00 UTC
    const span = ["2024-10-26T12:00", "2024-10-27T12:00"] as const;
    expect(begins("30 2 * * *", "Europe/Berlin", ...span)).toEqual(["2024-10-27T00:30"]);
    expect(begins("15 1-3 * * *", "Europe/Berlin", ...span)).toEqual([
      "2024-10-26T23:15",
      "2024-10-27T00:15",
      "2024-10-27T02:15",
    ]);
    expect(begins("30 * * * *", "Europe/Berlin", "2024-10-27T00:00", "2024-10-27T02:00")).toHaveLength(2);
    // asked for right after the change, when the first occurrence is over
    expect(begins("30 2 * * *", "Europe/Berlin", "2024-10-27T01:10", "2024-10-27T01:50")).toEqual([]);
  });

  it("takes the zone of its own when it has one", () => {
    const own = shown("cron", { at: "@daily", zone: "Asia/Tokyo", length: "1h" }, "UTC", "2024-05-01", "2024-05-02");
    expect(own).toEqual(["2024-05-01T15:00/60"]);
  });

  it.each([
    ["0 3 * *", 'expected a cron expression of 5 fields, or 6 with seconds first, such as "0 3 * * sun", not 4'],
    ["60 3 * * *", 'expected minute from 0 to 59 at character 1, not "60"'],
    ["0  25 * * *", 'expected hour from 0 to 23 at character 4, not "25"'],
    ["0 1,2,x-4 * * *", 'expected hour from 0 to 23 at character 7, not "x-4"'],
    ["0 5-3 * * *", 'expected hour as a range whose begin is not after its end at character 3, not "5-3"'],
    ["*/0 * * * *", 'expected minute with a step of 1 or more at character 1, not "*/0"'],
    ["0 0 L * *", 'expected day of the month from 1 to 31 at character 5, not "L"'],
    ["0 0 0 * *", 'expected day of the month from 1 to 31 at character 5, not "0"'],
    ["0 0 * jan-foo *", 'expected month from 1 to 12, jan to dec at character 7, not "jan-foo"'],
    [
      "0 0 * * 1#2",
      'expected day of the week: *, a value (0 to 7, sun to sat), a range a-b or a step */n at character 9, not "1#2"',
    ],
    ["0 0 * * 8", 'expected day of the week from 0 to 7, sun to sat at character 9, not "8"'],
    ["0 0 31 feb,apr *", "expected a date that exists: no month of these has a day 31"],
    [
      "@reboot",
      "expected a cron expression or one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly",
    ],
  ])("refuses %s", (text, message) => {
    expect(readCron(text)).toBe(message);
  });

  it("knows the leap day", () => {
    const found = begins("0 0 29 2 *", "UTC", "2023-01-01T00:00", "2033-01-01T00:00");
    expect(found.map((text) => text.slice(0, 10))).toEqual(["2024-02-29", "2028-02-29", "2032-02-29"]);
  });
});

describe("business hours", () => {
  const hours = (options: object, zone: string, from: string, to: string) =>
    shown("business-hours", options, zone, from, to);

  it("are those of the local clock, weekdays only, in winter and summer", () => {
    expect(hours({ from: "09:00", to: "17:00" }, "America/New_York", "2024-03-07", "2024-03-13")).toEqual([
      "2024-03-07T14:00/480",
      "2024-03-08T14:00/480",
      "2024-03-11T13:00/480",
      "2024-03-12T13:00/480",
    ]);
  });

  it("leave out holidays of a year and of every year", () => {
    const holidays = ["2024-12-24", "12-25", "easter-2"];
    const days = (from: string, to: string) => hours({ holidays }, "UTC", from, to).map((text) => text.slice(5, 10));
    expect(days("2024-12-23", "2024-12-27")).toEqual(["12-23", "12-26"]);
    expect(days("2025-12-23", "2025-12-27")).toEqual(["12-23", "12-24", "12-26"]);
  });

  it("last into the next day when they close before they open", () => {
    const night = { days: ["friday"], from: "22:00", to: "06:00" };
    expect(hours(night, "Europe/Berlin", "2024-05-04T02:00", "2024-05-10T20:00")).toEqual(["2024-05-03T20:00/480"]);
  });

  it("are shorter or longer where clocks change between them, and gone where they skip them all", () => {
    const night = { days: ["sunday"], from: "01:00", to: "05:00" };
    expect(hours(night, "Europe/Berlin", "2024-03-31", "2024-04-01")).toEqual(["2024-03-31T00:00/180"]);
    expect(hours(night, "Europe/Berlin", "2024-10-26T12:00", "2024-10-28")).toEqual(["2024-10-26T23:00/300"]);
    expect(hours({ ...night, from: "02:00", to: "03:00" }, "Europe/Berlin", "2024-03-30", "2024-04-02")).toEqual([]);
  });

  it("know no day that the calendar skips", () => {
    // Samoa went from Thursday 29 to Saturday 31 December 2011
    const all = { days: ["thursday", "friday", "saturday"], from: "09:00", to: "17:00" };
    expect(hours(all, "Pacific/Apia", "2011-12-29T10:00", "2011-12-31T10:00")).toEqual([
      "2011-12-29T19:00/480",
      "2011-12-30T19:00/480",
    ]);
  });
});

describe("list", () => {
  it("keeps ids and keys of windows when others come and go", () => {
    const world = createWorld();
    const pairs = [
      ["2024-01-03", "2024-01-03"],
      ["2024-01-02", "2024-01-05T06:00"],
    ];
    const all = trySchedule(schedules.list, { windows: pairs }, world)(0, ORIGIN, ORIGIN + 30 * DAY);
    const one = trySchedule(schedules.list, { windows: pairs.slice(1) }, world)(0, ORIGIN, ORIGIN + 30 * DAY);
    expect(all.map((w) => w.id)).toEqual(["2024-01-02--2024-01-05T06:00", "2024-01-03--2024-01-03"]);
    expect(one).toEqual(all.slice(0, 1));
  });

  it("leaves out what clocks skip", () => {
    const windows = [["2024-03-31T02:30", "2024-03-31T03:10"]];
    expect(shown("list", { windows }, "Europe/Berlin", "2024-03-30", "2024-04-02")).toEqual([]);
    expect(shown("list", { windows }, "UTC", "2024-03-30", "2024-04-02")).toEqual(["2024-03-31T02:30/40"]);
  });
});

describe("during", () => {
  const world = createWorld();
  const keep = { random: { rate: "5/1d", length: "3h" } };

  it("keeps what begins within, as it is, whatever else there is", () => {
    const windows = (within: object) =>
      trySchedule(schedules.during, { keep, within }, world)(0, ORIGIN, ORIGIN + 200 * DAY);
    const always = windows({ periodic: { every: "1d", length: "1d" } });
    const sometimes = windows({ "business-hours": {} });
    const open = trySchedule(schedules["business-hours"], {}, world)(0, ORIGIN, ORIGIN + 200 * DAY);
    expect(sometimes).toEqual(always.filter((w) => open.some((o) => w.start >= o.start && w.start < o.end)));
    expect(sometimes.length).toBeGreaterThan(100);
    expect(sometimes.some((w) => open.every((o) => w.end <= o.start || w.end > o.end))).toBe(true);
  });

  it("draws its two schedules apart", () => {
    const same = trySchedule(schedules.during, { keep, within: keep }, world)(0, ORIGIN, ORIGIN + 400 * DAY);
    const all = trySchedule(schedules.during, { keep, within: { periodic: { every: "1d", length: "1d" } } }, world);
    const whole = all(0, ORIGIN, ORIGIN + 400 * DAY);
    // windows of 3 h, 5 a day: a moment is in none with probability exp(-15 / 24); one error is sqrt(p q / 2000) = 0.011
    const share = same.length / whole.length;
    expect(Math.abs(share - (1 - Math.exp(-15 / 24)))).toBeLessThan(0.05);
  });
});

test("periodic windows with jitter are apart by what every, jitter and length leave", () => {
  const points = (n: number) => `${n}s`;
  // 50 to 150 points between windows of 5 to 10
  const options = { every: points(107.5), jitter: points(47.5), length: [points(5), points(10)] };
  const windows = trySchedule(schedules.periodic, options, createWorld())(0, ORIGIN, ORIGIN + 20 * DAY);
  const gaps = windows.slice(1).map((w, i) => (w.start - windows[i].end) / 1000);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  expect(Math.min(...gaps)).toBeLessThan(55);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(150);
  expect(Math.max(...gaps)).toBeGreaterThan(145);
});
