import { describe, expect, test } from "vitest";
import { listening, serverFor } from "./harness.ts";

const COUNT = 1000;

/** Rows over a real socket. */
async function numbers(url: string, path: string): Promise<number[]> {
  const answer = await fetch(`${url}${path}${path.includes("?") ? "&" : "?"}interval=0&count=${COUNT}`);
  expect(answer.status).toBe(200);
  const lines = (await answer.text()).trimEnd().split("\n");
  for (const line of lines) expect(line).toMatch(/^-?\d+\.\d{3}$/);
  return lines.map(Number);
}

const TURN = 2 * Math.PI;
const floorPart = (x: number) => x - Math.floor(x);

// what the parameters say, in the arithmetic of Math: half a unit of the last decimal and what rounding of that may add
const TOLERANCE = 0.000501;
const formulas: [path: string, value: (n: number) => number][] = [
  ["/sine", (n) => 4 * Math.sin((TURN * 2 * n) / 100)],
  ["/sine?amplitude=2&frequency=3&phase=90&sample_rate=70", (n) => 2 * Math.sin((TURN * 3 * n) / 70 + Math.PI / 2)],
  ["/sine?phase=90&compat=1", (n) => 4 * Math.sin((TURN * 2 * n) / 100 + 90)],
  ["/cosine", (n) => 4 * Math.cos((TURN * 2 * n) / 100)],
  ["/cosine?phase=180", (n) => -4 * Math.cos((TURN * 2 * n) / 100)],
  ["/cosine?phase=90&compat=1", (n) => 4 * Math.cos((TURN * 2 * n) / 100)],
  ["/square", (n) => (n % 50 < 25 ? 1 : -1)],
  ["/square?frequency=1&sample_rate=10", (n) => (n % 10 < 5 ? 1 : -1)],
  ["/square?compat=1", (n) => (((TURN * 2 * n) / 100) % TURN < Math.PI ? 1 : -1)],
  ["/sawtooth", (n) => floorPart(n / 50)],
  ["/sawtooth?amplitude=3&frequency=1", (n) => 3 * floorPart(n / 100)],
  ["/sawtooth?compat=1", (n) => floorPart((TURN * 2 * n) / 100)],
];

test.each(formulas)("%s is its formula for a thousand samples", async (path, value) => {
  const { url } = await listening();
  const shown = await numbers(url, path);
  expect(shown).toHaveLength(COUNT);
  const off = shown.map((number, n) => Math.abs(number - value(n)));
  expect(off.findIndex((distance) => distance > TOLERANCE)).toBe(-1);
});

test("what the other service prints with its defaults", async () => {
  const { app } = await serverFor();
  const rows = async (path: string) =>
    (await app.inject(`${path}?interval=0&count=14&compat=1`)).body.trimEnd().split("\n").join(" ");
  expect(await rows("/sine")).toBe(
    "0.000 0.501 0.995 1.472 1.927 2.351 2.738 3.082 3.377 3.619 3.804 3.929 3.992 3.992",
  );
  expect(await rows("/cosine")).toBe(
    "4.000 3.968 3.874 3.719 3.505 3.236 2.916 2.550 2.143 1.703 1.236 0.750 0.251 -0.251",
  );
  expect(await rows("/sawtooth")).toContain("0.000 0.126 0.251 0.377 0.503 0.628 0.754 0.880 0.005 0.131");
});

// six standard errors of a thousand independent values
test.each([
  ["/normal?mean=5&std_dev=2", 5, 2],
  ["/uniform?min_val=-3&max_val=5", 1, 8 / Math.sqrt(12)],
  ["/exponential?scale=3", 3, 3],
])("%s has the mean and spread that it says", async (path, mean, sd) => {
  const { url } = await listening();
  const shown = await numbers(url, path);
  const average = shown.reduce((sum, x) => sum + x, 0) / COUNT;
  const spread = Math.sqrt(shown.reduce((sum, x) => sum + (x - average) ** 2, 0) / COUNT);
  expect(Math.abs(average - mean)).toBeLessThan((6 * sd) / Math.sqrt(COUNT));
  // the variance of an exponential's variance is the largest of the three: 8 sd^4 / n
  expect(Math.abs(spread - sd)).toBeLessThan((6 * Math.sqrt(8) * sd) / 2 / Math.sqrt(COUNT));
});

/** Lengths of the normal and anomalous runs, by turns from the first. */
function runsOf(anomalous: boolean[]): number[] {
  const runs: number[] = [];
  anomalous.forEach((one, n) => {
    if (n > 0 && one === anomalous[n - 1]) runs[runs.length - 1]++;
    else runs.push(1);
  });
  return runs;
}

describe.each(["", "/anomalies"])("anomalies under `%s`", (root) => {
  test("random: some samples are off, within the range", async () => {
    const { url } = await listening();
    const shown = await numbers(url, `${root}/random?base_value=100&anomaly_probability=0.2&anomaly_range=5`);
    const off = shown.filter((x) => x !== 100);
    // a binomial of 1000 trials: six standard deviations
    expect(Math.abs(off.length - 200)).toBeLessThan(6 * Math.sqrt(1000 * 0.2 * 0.8));
    expect(off.every((x) => Math.abs(x - 100) <= 5)).toBe(true);
    expect(off.some((x) => x < 100) && off.some((x) => x > 100)).toBe(true);
  });

  test.each(["random-square", "clustered"])("%s: runs are as long as asked, both ends included", async (type) => {
    const { url } = await listening();
    const [base, kind] = type === "clustered" ? ["constant_value", "length"] : ["base_value", "duration"];
    const query = `${base}=1&minimum_interval=7&maximum_interval=9&min_anomaly_${kind}=2&max_anomaly_${kind}=3`;
    const shown = await numbers(url, `${root}/${type}?${query}`);
    const runs = runsOf(shown.map((x) => x !== 1)).slice(0, -1);
    expect(new Set(runs.filter((_, i) => i % 2 === 0))).toEqual(new Set([7, 8, 9]));
    expect(new Set(runs.filter((_, i) => i % 2 === 1))).toEqual(new Set([2, 3]));
    const off = shown.filter((x) => x !== 1);
    if (type === "random-square") expect(new Set(off)).toEqual(new Set([11]));
    else expect(off.every((x) => Math.abs(x - 1) <= 10) && new Set(off).size > off.length / 2).toBe(true);
  });

  test("periodic-spike: every so many samples, also at its defaults", async () => {
    const { app } = await serverFor();
    const places = async (query: string) =>
      (await app.inject(`${root}/periodic-spike?interval=0&base_value=1&${query}`)).body
        .trimEnd()
        .split("\n")
        .flatMap((line, n) => (line === "1.000" ? [] : [[n, Number(line)]]));
    const spikes = await places("count=5000");
    expect(spikes.map(([n]) => n)).toEqual([1199, 2399, 3599, 4799]);
    expect(spikes.every(([, value]) => value >= 5 && value <= 10)).toBe(true);
    expect((await places("count=40&spike_interval=7")).map(([n]) => n)).toEqual([6, 13, 20, 27, 34]);
    expect((await places("count=60&spike_interval=7&compat=1")).map(([n]) => n)).toEqual([
      6, 13, 20, 27, 36, 43, 50, 57,
    ]);
    expect(await places("count=5000&compat=1")).toEqual([]);
  });

  test("count-per-duration: exactly so many an hour", async () => {
    const { app } = await serverFor();
    const counts = async (query: string, hour: number) => {
      const { body } = await app.inject(`${root}/count-per-duration?interval=0&base_value=50&count=7200&${query}`);
      const lines = body.trimEnd().split("\n");
      return [0, hour, 7200 - hour].map((from) => lines.slice(from, from + hour).filter((x) => x !== "50.000").length);
    };
    expect(await counts("num_anomalies=17", 3600)).toEqual([17, 17, 17]);
    expect(await counts("num_anomalies=3&compat=1", 30)).toEqual([3, 3, 3]);
    expect(await counts("num_anomalies=3600", 3600)).toEqual([3600, 3600, 3600]);
  });
});

test("the same seed gives the same values to two connections, another gives others", async () => {
  const { url } = await listening();
  for (const type of ["normal", "uniform", "exponential", "random", "clustered"]) {
    const first = await numbers(url, `/${type}?seed=7`);
    expect(await numbers(url, `/${type}?seed=7`)).toEqual(first);
    expect(await numbers(url, `/${type}?seed=8`)).not.toEqual(first);
  }
});

test.each(["sine", "normal", "random", "random-square", "clustered", "periodic-spike", "count-per-duration"])(
  "%s may begin anywhere: by number and by instant",
  async (type) => {
    const { app } = await serverFor();
    const rows = async (query: string) =>
      (await app.inject(`/${type}?interval=0&labels=1&${query}`)).body.trimEnd().split("\n");
    const all = await rows("count=20000");
    expect(await rows("start=12345&count=500")).toEqual(all.slice(12345, 12845));
    expect(await rows("start=2020-01-01T03:00&count=500")).toEqual(all.slice(10800, 11300));
  },
);
