// What soaks have found so far: kept as it comes, so that one that is cut has lost little, and shown in docs/soak.md.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { pageOf } from "./page.js";

const RESULTS = new URL("results.json", import.meta.url);
const PAGE = fileURLToPath(new URL("../../docs/soak.md", import.meta.url));

const machine = `${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;

/** Puts what was found of a store in the place of what was found earlier, unless that tells of more rounds. */
export function record(kind, store, found) {
  const all = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : { kills: {}, tables: {} };
  if (all[kind][store]?.rounds > found.rounds) return;
  const load = Math.round(loadavg()[1]);
  all[kind][store] = { ...found, date: new Date().toISOString().slice(0, 10), load, machine };
  writeFileSync(RESULTS, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(PAGE, pageOf(all));
}
