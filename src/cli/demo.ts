import { readdirSync } from "node:fs";
import { runCommand } from "./run.ts";
import { print, styleOf } from "./style.ts";

const FOLDER = "fauxmetry-demo";
const DAY = "2024-01-15";

/** Makes the smallest thing worth looking at and tells how to look at it. Run again, it finds it and tells the same. */
export async function demo(flags: { force?: boolean }): Promise<void> {
  await runCommand("smart-meter", {
    count: 20,
    start: DAY,
    end: DAY,
    to: [`${FOLDER}/`],
    order: "entity",
    resume: !flags.force,
    force: flags.force,
  });
  const folder = `${FOLDER}/dt=${DAY}`;
  const first = `${folder}/${readdirSync(folder).sort()[0]}`;
  const { bold } = styleOf(process.stdout);
  print(`
${bold(`A day of twenty electricity meters, every ten seconds, is in ./${folder}/`)}

Look at it:
  head -3 ${first}
  duckdb -c "SELECT meter_id, round(sum(reading), 2) AS kwh, max(power) AS peak_w
             FROM '${folder}/*.json' GROUP BY 1 ORDER BY 2 DESC"
  npx fauxmetry preview smart-meter --count 3 --start ${DAY} --end ${DAY}

It is reproducible to the bit:
  npx fauxmetry verify ${FOLDER}/

Try next:
  npx fauxmetry run smart-meter --count 100 --last 7d --to meters.csv
  npx fauxmetry explain smart-meter --count 1e6 --last 30d
  npx fauxmetry init smart-meter > meters.yaml
  npx fauxmetry list`);
}
