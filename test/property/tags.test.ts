/** Laws of tags, over entities. Tolerances as in distributions.test.ts: one of 50,000 samples is beyond KS; SE standard errors. */
import { describe, expect, it, test } from "vitest";
import { createInventory, inventoryOptions, type Tag } from "../../src/core/inventory.ts";
import { seedKey } from "../../src/core/random.ts";
import { utc } from "../../src/core/zone.ts";
import { createInvent } from "../../src/engine/invent.ts";
import { gammaLaw, type Law, zipfLaw } from "./laws.ts";
import { kolmogorov, mean, misfit, normalCdf, variance } from "./statistics.ts";

const COUNT = 20_000;
const KS = 2.4;
const SE = 4.5;
const FIRST = Date.UTC(2024, 5, 1);

function tagsOf(spec: unknown, seed = 7, count = COUNT): readonly Tag[] {
  const inventory = createInventory(inventoryOptions.parse({ count, tags: { x: spec } }), {
    key: seedKey(seed),
    zone: () => utc,
    defaultZone: utc,
    read: (path) => expect.fail(path),
    invent: createInvent(),
    fail: (path, message) => expect.fail(`${path.join(".")}: ${message}`),
  });
  return inventory!.tags;
}

function numbers(spec: unknown, seed?: number, count = COUNT): Float64Array {
  const [tag] = tagsOf(spec, seed, count);
  return Float64Array.from({ length: count }, (_, entity) => Number(tag.at(entity)));
}

const truncated =
  (law: Law, min: number, max: number): Law =>
  (x) =>
    (law(Math.max(min, Math.min(max, x))) - law(min)) / (law(max) - law(min));
const daysBefore =
  (days: number): Law =>
  (x) =>
    1 - Math.exp(-x / days);

describe("continuous tags have their law", () => {
  /** Tag, law, and a near one that must be told apart. */
  const laws: [spec: object, law: Law, near: Law][] = [
    [{ gamma: [2, 15], decimals: 6 }, gammaLaw(2, 15), gammaLaw(2.1, 15)],
    [{ gamma: [0.4, 3], decimals: 9 }, gammaLaw(0.4, 3), gammaLaw(0.42, 3)],
    [
      { gamma: [2, 15], min: 5, max: 40, decimals: 6 },
      truncated(gammaLaw(2, 15), 5, 40),
      truncated(gammaLaw(2, 15), 5, 42),
    ],
    [{ normal: [0, 1], min: 1, decimals: 6 }, truncated(normalCdf, 1, Infinity), truncated(normalCdf, 0.98, Infinity)],
    [
      { lognormal: [100, 0.5], max: 120, decimals: 6 },
      truncated((x) => normalCdf(Math.log(x / 100) / 0.5), 0, 120),
      truncated((x) => normalCdf(Math.log(x / 100) / 0.5), 0, 125),
    ],
  ];
  it.each(laws)("%j", (spec, law, near) => {
    const values = numbers(spec);
    expect(kolmogorov(values, law)).toBeLessThan(KS);
    expect(kolmogorov(values, near)).toBeGreaterThan(KS);
  });

  it.each([30, 100])("instants before one are exponential with a mean of %i days", (days) => {
    const ago = numbers({ time: { before: "2024-06-01", mean: `${days}d` } }).map((t) => (FIRST - t) / 86_400_000);
    expect(Math.min(...ago)).toBeGreaterThan(0);
    expect(kolmogorov(ago, daysBefore(days))).toBeLessThan(KS);
    expect(kolmogorov(ago, daysBefore(days * 1.05))).toBeGreaterThan(KS);
  });
});

test("days before one are whole, and none is that day", () => {
  const [tag] = tagsOf({ date: { before: "2024-06-01", mean: "2d" } });
  const ago = Float64Array.from({ length: COUNT }, (_, e) => (FIRST - Date.parse(String(tag.at(e)))) / 86_400_000);
  // day k has the instants from k - 1 to k days before
  expect(misfit(ago, (k) => (k < 0 ? 0 : 1 - Math.exp(-k / 2)), [...Array(30).keys()])).toBeLessThan(SE);
  expect(Math.min(...ago)).toBe(1);
});

describe("whole numbers have their law", () => {
  const skewed =
    (low: number, count: number, k: number): Law =>
    (x) => {
      const share = Math.max(0, Math.min(1, (Math.floor(x) - low + 1) / count));
      return k < 0 ? share ** (1 - k) : 1 - (1 - share) ** (k + 1);
    };
  const RANKS = [...Array.from({ length: 30 }, (_, i) => i), ...Array.from({ length: 25 }, (_, i) => 30 * 1.5 ** i)];
  const laws: [spec: object, law: Law, near: Law, bounds: number[]][] = [
    [{ integer: [1, 50] }, skewed(1, 50, 0), skewed(1, 51, 0), RANKS],
    [{ integer: [1, 50], skew: 1 }, skewed(1, 50, 1), skewed(1, 50, 2), RANKS],
    [{ integer: [0, 29], skew: -3 }, skewed(0, 30, -3), skewed(0, 30, -2), RANKS],
    [{ zipf: 1000, exponent: 1.1 }, zipfLaw(1000, 1.1), zipfLaw(1000, 1.15), RANKS],
    [{ zipf: 5, exponent: 0.5 }, zipfLaw(5, 0.5), zipfLaw(5, 0.56), RANKS],
  ];
  it.each(laws)("%j", (spec, law, near, bounds) => {
    const values = numbers(spec);
    expect(misfit(values, law, bounds)).toBeLessThan(SE);
    expect(misfit(values, near, bounds)).toBeGreaterThan(SE);
  });

  it.each([1, -1])("rows of a catalog crowd by skew %i", (skew) => {
    const rows = Array.from({ length: 20 }, (_, n) => ({ n }));
    expect(misfit(numbers({ catalog: rows, skew }), skewed(0, 20, skew), RANKS)).toBeLessThan(SE);
  });
});

describe("pitman-yor", () => {
  const SEEDS = Array.from({ length: 400 }, (_, i) => i + 1);

  /** P(number <= k) over seeds: each stick leaves its mean share. */
  const over = (strength: number, discount: number): Law => {
    return (k) => {
      let left = 1;
      for (let j = 1; j <= k; j++) left *= (strength + j * discount) / (1 + strength + (j - 1) * discount);
      return 1 - left;
    };
  };

  // 2000 and 20000 lie beyond the sticks that are drawn
  const bounds = [0, 1, 2, 3, 5, 8, 12, 20, 50, 200, 700, 1024, 2000, 20_000];
  it.each([
    [1, 0],
    [10, 0.5],
    [0.5, 0.8],
    [3000, 0],
  ])("of strength %d, discount %d has its law over seeds", (strength, discount) => {
    const spec = { "pitman-yor": { strength, discount } };
    const found = Float64Array.from(SEEDS, (seed) => numbers(spec, seed, 1)[0]);
    expect(misfit(found, over(strength, discount), bounds)).toBeLessThan(SE);
    expect(misfit(found, over(strength * 2 + 1, discount), bounds)).toBeGreaterThan(SE);
  });

  it.each([
    [5, 0],
    [10, 0.5],
    [2, 0.7],
  ])("of strength %d, discount %d has as many different numbers as the process", (strength, discount) => {
    const n = 1000;
    const found = SEEDS.slice(0, 60).map(
      (seed) => new Set(numbers({ "pitman-yor": { strength, discount } }, seed, n)).size,
    );
    // Pitman, Combinatorial Stochastic Processes (2006), 3.13: the mean number of tables
    let expected = 0;
    if (discount === 0) for (let i = 0; i < n; i++) expected += strength / (strength + i);
    else {
      let product = 1;
      for (let i = 0; i < n; i++) product *= (strength + discount + i) / (strength + i);
      expected = (strength / discount) * (product - 1);
    }
    expect(Math.abs(mean(found) - expected)).toBeLessThan(SE * Math.sqrt(variance(found) / found.length));
  });

  it("has numbers that are whole, and two entities share theirs whoever else is there", () => {
    const spec = { "pitman-yor": { strength: 3, discount: 0.9 } };
    const values = numbers(spec, 7, 3000);
    expect(values.every((v) => Number.isSafeInteger(v) && v >= 1)).toBe(true);
    expect(numbers(spec, 7, 10)).toEqual(values.slice(0, 10));
  });
});

describe("coordinates fill their region evenly", () => {
  const RADIANS = Math.PI / 180;
  const places = (region: unknown) => {
    const [latitude, longitude] = tagsOf({ coordinates: region, decimals: 9 });
    expect([latitude.name, longitude.name]).toEqual(["x.latitude", "x.longitude"]);
    return Array.from({ length: COUNT }, (_, e) => [Number(latitude.at(e)), Number(longitude.at(e))] as const);
  };
  const uniform = (x: number) => Math.max(0, Math.min(1, x));

  it.each([
    [{ south: -60, west: 5, north: 80, east: 15 }, 10],
    [{ south: -90, west: 170, north: 90, east: -170 }, 20],
    [{ south: 70, west: 0, north: 71, east: 180 }, 180],
  ])("box %j", (box, width) => {
    const found = places({ box });
    const [low, high] = [Math.sin(box.south * RADIANS), Math.sin(box.north * RADIANS)];
    const heights = found.map(([latitude]) => (Math.sin(latitude * RADIANS) - low) / (high - low));
    const sides = found.map(([, longitude]) => ((longitude - box.west + 360) % 360) / width);
    expect(kolmogorov(heights, uniform)).toBeLessThan(KS);
    expect(kolmogorov(sides, uniform)).toBeLessThan(KS);
    expect(found.every(([, longitude]) => longitude >= -180 && longitude < 180)).toBe(true);
  });

  it.each([
    { latitude: 52.5, longitude: 13.4, km: 25 },
    { latitude: 89.9, longitude: 0, km: 300 },
    { latitude: -10, longitude: 179.9, km: 2000 },
  ])("circle %j", (circle) => {
    const found = places({ circle });
    const far = found.map(([latitude, longitude]) => {
      const half = (degrees: number) => Math.sin((degrees * RADIANS) / 2) ** 2;
      const cosines = Math.cos(latitude * RADIANS) * Math.cos(circle.latitude * RADIANS);
      return half(latitude - circle.latitude) + cosines * half(longitude - circle.longitude);
    });
    // a cap's area goes with the square of half its chord
    const whole = Math.sin(circle.km / 6371.0088 / 2) ** 2;
    expect(
      kolmogorov(
        far.map((square) => square / whole),
        uniform,
      ),
    ).toBeLessThan(KS);
  });

  it("polygon", () => {
    // an L at the equator, of three equal squares
    const found = places({
      polygon: [
        [0, 0],
        [0, 2],
        [1, 2],
        [1, 1],
        [2, 1],
        [2, 0],
      ],
    }).map(([latitude, longitude]) => [Math.floor(latitude), Math.floor(longitude)].join());
    for (const square of ["0,0", "0,1", "1,0"]) {
      const count = found.filter((one) => one === square).length;
      expect(Math.abs(count - COUNT / 3)).toBeLessThan(SE * Math.sqrt((COUNT * 2) / 9));
    }
    expect(new Set(found).size).toBe(3);
  });
});
