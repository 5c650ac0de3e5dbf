import { describe, expect, test } from "vitest";
import { createIdentifier, type IdentifierOptions } from "../../src/core/identifier.ts";
import { seedKey } from "../../src/core/random.ts";

const key = seedKey(7);

function make(options: IdentifierOptions, count = 10) {
  const faults: string[] = [];
  const ids = createIdentifier(options, count, key, (message) => void faults.push(message));
  return { ids: ids!, faults };
}

function first(options: IdentifierOptions, count = 1000): string[] {
  const { ids, faults } = make(options, count);
  expect(faults).toEqual([]);
  return Array.from({ length: count }, (_, i) => ids.of(i));
}

describe("identifiers", () => {
  test.each<[IdentifierOptions, RegExp]>([
    ["E%06d", /^E\d{6}$/],
    ["mac", /^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/],
    ["uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    [
      "ipv4",
      /^10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])$/,
    ],
    ["%10s", /^[0-9A-Z]{10}$/],
    ["%3c%05d%2c", /^[A-Z]{3}\d{5}[A-Z]{2}$/],
    ["%08x/%04X", /^[0-9a-f]{8}\/[0-9A-F]{4}$/],
    ["{AT|CC|PD|PC}%06d", /^(AT|CC|PD|PC)\d{6}$/],
    ["{x}-%04d", /^\{x\}-\d{4}$/],
    ["100%%-%d", /^100%-\d+$/],
    [{ format: "MAC%08d", space: 31_000_000 }, /^MAC[0-3]\d{7}$/],
  ])("%j has its form, and 1000 are distinct", (options, form) => {
    const usable = options === "100%%-%d" ? { format: options, space: 5000 } : options;
    const ids = first(usable);
    for (const id of ids) expect(id).toMatch(form);
    expect(new Set(ids).size).toBe(1000);
  });

  test("one of some texts multiplies what a format can print, and each is as likely", () => {
    const ids = first("{AT|CC}%02d", 200);
    expect(new Set(ids).size).toBe(200);
    const some = first("{AT|CC|PD|PC}%06d", 4000).filter((id) => id.startsWith("CC")).length;
    // four standard deviations of a share of a quarter
    expect(Math.abs(some - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
    expect(make("{AT|C}%02d").faults[0]).toMatch(/texts of different lengths/);
    expect(make("{AT|AT}%02d").faults[0]).toMatch(/a text twice/);
  });

  test("1,000,000 of 31,000,000 serials are distinct, and so are 200,000 MAC addresses", () => {
    expect(new Set(first({ format: "MAC%08d", space: 31_000_000 }, 1_000_000)).size).toBe(1_000_000);
    expect(new Set(first("mac", 200_000)).size).toBe(200_000);
  });

  test.each<[IdentifierOptions, number]>([
    ["%02d", 100],
    ["%02X-%1c", 6656],
    ["%1c%01d%1s", 9360],
    [{ format: "%4s", space: 5000 }, 5000],
    [{ format: "%d", space: 777 }, 777],
    [{ format: "x%d-%02d", space: 1234 }, 1234],
    [{ format: "mac", space: 3000 }, 3000],
  ])("%j names its whole space of %i", (options, space) => {
    expect(new Set(first(options, space)).size).toBe(space);
    expect(make(options).ids.space).toBe(space);
  });

  test("sequential order counts from 0", () => {
    expect(first({ format: "N%d", order: "sequential" }, 3)).toEqual(["N0", "N1", "N2"]);
    expect(first({ format: "N%03d", order: "sequential" }, 2)).toEqual(["N000", "N001"]);
  });

  test("letters vary in every place even when the space needs only the last ones", () => {
    for (const options of [{ format: "%12s", space: 1000 }, "%30s", "uuid"] as const) {
      const ids = first(options, 900);
      for (let at = 0; at < ids[0].length; at++) {
        if (options === "uuid" && [8, 13, 14, 18, 23].includes(at)) continue;
        expect(new Set(ids.map((id) => id[at])).size).toBeGreaterThan(3);
      }
    }
  });

  test("the number of entities changes no identifier", () => {
    expect(first("E%06d", 5)).toEqual(first("E%06d", 500).slice(0, 5));
  });

  test.each<[IdentifierOptions, number, string]>([
    [
      "E%06d",
      1_000_001,
      '1,000,001 entities need as many identifiers, but the format "E%06d" holds 1,000,000; use a wider format',
    ],
    [
      { format: "E%06d", space: 50 },
      51,
      "51 entities need as many identifiers, but the space holds 50; enlarge the space",
    ],
    [{ format: "E%02d", space: 101 }, 5, 'the format "E%02d" can print 100 identifiers, fewer than its space of 101'],
    [
      { format: "mac", space: 2 ** 47 },
      5,
      'the format "mac" can print 70,368,744,177,664 identifiers, fewer than its space of 140,737,488,355,328',
    ],
    [
      "E",
      5,
      'cannot use the format "E": it has no place for a number, such as %06d, so all would print alike (or use one of mac, uuid, domain, ipv4)',
    ],
    ["E%d", 5, 'the format "E%d" prints any number: say out of how many, as in space: 1000000'],
    ["E%6d", 5, 'cannot use the format "E%6d": %6d would pad with spaces, write %06d'],
    [
      "%02d-%d",
      5,
      'cannot use the format "%02d-%d": %d needs a width, as in %04d: without one only the first place can be read back',
    ],
    ["E%0999999999d", 5, 'cannot use the format "E%0999999999d": %0999999999d is wider than 64'],
    ["%60s%60s", 5, 'cannot use the format "%60s%60s": it is longer than 64 characters'],
    [
      "E%05f",
      5,
      'cannot use the format "E%05f": % must be followed by d, x, X, s, c or %, with a width between as in %06d',
    ],
    ["%05s", 5, 'cannot use the format "%05s": %05s has a leading 0, which only numbers can have'],
  ])("%j for %i entities is refused", (options, count, message) => {
    expect(make(options, count)).toEqual({ ids: undefined, faults: [message] });
  });
});
