// npm run soak [-- ROUNDS]: kills and outages on every store, and a large table into each; written to docs/soak.md.

import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { large } from "./large.js";
import { OUTAGES, outage } from "./outage.js";
import { killRounds } from "./rounds.js";
import { STORES } from "./stores.js";

const rounds = Number(process.argv[2] ?? 200);
const names = (process.argv[3]?.split(",") ?? Object.keys(STORES)).filter((name) => {
  if (STORES[name].url("")) return true;
  console.error(`${name} is missing: scripts/services up ${name}`);
  process.exitCode = 1;
  return false;
});

// all stores at once: most of a round is waiting
const killed = Object.fromEntries(
  await Promise.all(
    names.map(async (name) => {
      const found = await killRounds(name, rounds, 7, OUTAGES[name] && ((table) => outage(name, table)));
      console.log(name, JSON.stringify(found));
      return [name, found];
    }),
  ),
);
const tables = {};
for (const name of names) {
  tables[name] = await large(name);
  console.log(name, JSON.stringify(tables[name]));
}

const row = (cells) => `| ${cells.join(" | ")} |`;
const kills = Object.entries(killed).map(([name, one]) => row([name, ...Object.values(one)]));
const sizes = Object.entries(tables).map(([name, { rows, seconds, megabytes }]) =>
  row([name, rows.toLocaleString("en"), seconds.toFixed(0), megabytes.toFixed(0)]),
);
const page = `# Soak

Written by \`npm run soak\`: ${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}.

## Killed again and again

\`live\` is ended by SIGKILL at a random moment, ${rounds} times a store: while it fills history, within 0.3 s of the first live
row, or later. Every ten rounds the table is held against what \`run\` makes of the same scenario at once, row by row, and
begins anew. Before that, PostgreSQL is stopped for four seconds and started again while \`live\` writes, and the server that
speaks MongoDB's protocol is frozen as long.

| store | rounds | in history | at the seam | live | rows | missing | double | other values |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${kills.join("\n")}

## A large table

100,000 entities for a day, every 15 minutes, by \`live --once\` into an empty table; the memory is the peak of the whole
process. The server that stands for MongoDB is a small one: it gets a hundredth of the entities.

| store | rows | seconds | MB |
| --- | ---: | ---: | ---: |
${sizes.join("\n")}
`;
writeFileSync(fileURLToPath(new URL("../../docs/soak.md", import.meta.url)), page);
if (Object.values(killed).some(({ missing, double, other }) => missing + double + other > 0)) process.exitCode = 1;
