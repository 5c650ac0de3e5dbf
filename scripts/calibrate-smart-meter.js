// Holds the home model to what was published. Needs no build.
//
//   node scripts/calibrate-smart-meter.js           every fact: published, measured, and the range that the tests allow
//   node scripts/calibrate-smart-meter.js nights    one group of facts: annual, year, minutes, nights, pooled, diversity
//   node scripts/calibrate-smart-meter.js starts    the table of session starts, found anew: FREE in src/signals/household/profile.ts
import { createJiti } from "jiti";

const jiti = createJiti(import.meta.url);
const round = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)));

async function printFacts(group) {
  const { groups } = await jiti.import("../test/conformance/facts/index.ts");
  for (const [name, facts] of Object.entries(groups)) {
    if (group !== undefined && group !== name) continue;
    for (const { name, published, measured, low, high } of facts()) {
      const range = `${round(low)} to ${round(high)}`;
      const mark = measured < low || measured > high ? "OUT" : "";
      console.log(`${name.padEnd(72)} ${published.padEnd(20)} ${String(round(measured)).padEnd(8)} ${range} ${mark}`);
    }
  }
}

async function printStarts() {
  const { fitStarts } = await jiti.import("../test/conformance/facts/starts.ts");
  for (const row of fitStarts(2)) console.log(`  [${row.join(", ")}],`);
}

await (process.argv[2] === "starts" ? printStarts() : printFacts(process.argv[2]));
