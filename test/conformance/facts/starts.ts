import { hourTable } from "../../../src/signals/household/densities.ts";
import { FREE, freeTables, H25 } from "../../../src/signals/household/profile.ts";
import { mean } from "../homes.ts";
import { meanDay, yearOfHomes } from "./year.ts";

/**
 * Finds when freely timed sessions start, by row and local hour: the table FREE of src/signals/household/profile.ts. Each
 * pass adds the difference between H25 and 500 simulated homes to every hour.
 */
export function fitStarts(passes: number): number[][] {
  const starts = FREE.map((row) => [...row]);
  for (let pass = 0; pass < passes; pass++) {
    const { sum } = yearOfHomes();
    starts.forEach((row, n) => {
      const expected = H25[Math.floor(n / 3)][n % 3];
      const found = meanDay(sum, 3 * Math.floor(n / 3), n % 3);
      for (let h = 0; h < 24; h++) row[h] = Math.max(0, row[h] + expected[h] / mean(expected) - found[h]);
      freeTables[n].set(hourTable(row));
    });
  }
  return starts.map((row) => row.map((weight) => Math.round(100 * weight) / 100));
}
