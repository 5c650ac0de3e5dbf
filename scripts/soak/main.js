// npm run soak [-- ROUNDS [STORE,STORE]]: kills and outages on every store, and a large table into each. What is found is
// kept in results.json as it comes, and shown in docs/soak.md. ROUNDS 0: the large tables alone.
import { large, placeOf } from "./large.js";
import { OUTAGES, outage } from "./outage.js";
import { record } from "./results.js";
import { killRounds } from "./rounds.js";
import { STORES } from "./stores.js";

const rounds = Number(process.argv[2] ?? 200);
const names = process.argv[3]?.split(",") ?? Object.keys(STORES);

/** Whether what a store needs runs. */
function there(name, url) {
  if (url) return true;
  console.error(`${name} is missing: scripts/services up ${name}${STORES[name]?.large ? " ferretdb" : ""}`);
  process.exitCode = 1;
  return false;
}

async function kill(name) {
  const sum = await killRounds(name, rounds, 7, {
    between: OUTAGES[name] && ((table) => outage(name, table)),
    found(sum) {
      console.log(name, JSON.stringify(sum));
      record("kills", name, sum);
    },
  });
  if (sum.missing + sum.double + sum.other > 0) process.exitCode = 1;
}

// all stores at once: most of a round is waiting
const killed = rounds > 0 ? names.filter((name) => STORES[name]?.read && there(name, STORES[name].url(""))) : [];
await Promise.all(killed.map(kill));
for (const name of names.filter((name) => there(name, placeOf(name, "")))) {
  const found = await large(name);
  console.log(name, JSON.stringify(found));
  record("tables", name, found);
}
