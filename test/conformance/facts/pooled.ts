import { coarser, DAY, HOUR, mean, median, power, quantile, register, variation } from "../homes.ts";
import { type Fact, fact } from "./fact.ts";

const HOMES = 1500;
const WEEK = 7 * 48;

/** All homes by the half-hour and the day together, as in 1,700 homes of SERL; a week of each home, spread over the year. */
export function pooledFacts(): Fact[] {
  const homes = Array.from({ length: HOMES }, (_, home) =>
    power(home, Date.UTC(2023, home % 12, 2 + (home % 20)), HOUR / 2, WEEK),
  );
  const pool = (of: (watts: Float64Array) => Float64Array) =>
    Float64Array.from(homes.flatMap((watts) => Array.from(of(watts))));
  const halfHours = pool((watts) => watts);
  const days = pool((watts) => coarser(watts, 48));
  return [
    fact("half-hours of all homes: mean over median", "1.9", mean(halfHours) / median(halfHours), 1.7, 2.1),
    fact("half-hours of all homes: CV", "1.53", variation(halfHours), 1.3, 1.7),
    fact("days of all homes: mean over median", "1.25", mean(days) / median(days), 1.15, 1.35),
    // SERL's days vary more: its homes differ more in energy than Ofgem's quartiles, which these follow, allow (CV 0.79)
    fact("days of all homes: CV", "0.885", variation(days), 0.72, 0.95),
  ];
}

/** Energy of a year, kWh, of many homes. */
export function annualEnergy(homes: number): Float64Array {
  const start = Date.UTC(2023, 0, 1);
  return Float64Array.from({ length: homes }, (_, home) => {
    const [begin, end] = [start, start + 365 * DAY].map((time) => register(home, time, DAY, 1)[0]);
    return (end - begin) / 1e6;
  });
}

/** Between homes: a lognormal law with median 2900 kWh and sigma 0.65, from Ofgem's quartiles. */
export function annualFacts(): Fact[] {
  const annual = annualEnergy(5000);
  const expected: [number, number][] = [
    [10, 1261],
    [25, 1871],
    [50, 2900],
    [75, 4496],
    [90, 6671],
  ];
  const sigma = Math.log(quantile(annual, 0.75) / quantile(annual, 0.25)) / 1.349;
  return [
    ...expected.map(([p, kwh]) =>
      fact(`annual energy p${p}, kWh`, `${kwh} +-10 %`, quantile(annual, p / 100), 0.9 * kwh, 1.1 * kwh),
    ),
    fact("sigma of annual energy", "0.65", sigma, 0.55, 0.75),
  ];
}
