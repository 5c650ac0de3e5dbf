// Kills `live` again and again at random points of history, seam and live data, and holds what is stored against a run
// that nothing has interrupted.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { STORES } from "./stores.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
/** History before the first round, and time between ticks, ms. */
const HISTORY = 300_000;
const INTERVAL = 250;
/** Rounds that one table lives through: each table begins with a history. */
const ROUNDS = 5;
/** The first of them are killed in it. */
const HISTORIES = 2;
/** A kill so soon after the first live row, ms, counts as one at the seam. */
const SEAM = 300;
/** ms over which kills are spread: from the start of work on, as long as a history takes, or from the first live row on. */
const SPREAD = { backfill: 2000, seam: SEAM, live: 1500 };

/** Numbers in [0, 1) that look random and are the same every time. */
export function draws(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function fauxmetry(args, stdout = "ignore") {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", stdout, "pipe"] });
  const told = { text: "", live: 0, begun: () => {}, crossed: () => {} };
  /** Resolve when it has begun to work, and when it has stored its first live row. */
  const begun = new Promise((resolve) => {
    told.begun = resolve;
  });
  const crossed = new Promise((resolve) => {
    told.crossed = resolve;
  });
  const ended = new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, text: told.text }));
  });
  child.stderr.on("data", (piece) => {
    told.text += piece;
    told.begun();
    if (!told.text.includes("live from here")) return;
    told.live ||= performance.now();
    told.crossed();
  });
  return { child, told, ended, begun, crossed };
}

/**
 * Rounds of kills on one store: how many of each phase, and what was wrong with the rows afterwards. `between` takes place
 * on each table after its kills; `found` is told the sum after each table.
 */
export async function killRounds(store, rounds, seed, { between = async () => {}, found = () => {} } = {}) {
  const sum = { rounds: 0, backfill: 0, seam: 0, live: 0, rows: 0, missing: 0, double: 0, other: 0 };
  const draw = draws(seed);
  for (let left = rounds, n = 0; left > 0; left -= ROUNDS, n++) {
    const one = await oneTable(store, Math.min(ROUNDS, left), `soak_${seed}_${n}_${Date.now()}`, draw, between);
    for (const [name, value] of Object.entries(one)) sum[name] += value;
    found(sum);
  }
  return sum;
}

async function oneTable(name, rounds, table, draw, between) {
  const { entities, url: urlOf, read } = STORES[name];
  const folder = mkdtempSync(join(tmpdir(), "fauxmetry-soak-"));
  try {
    const path = join(folder, "scenario.json");
    writeFileSync(path, JSON.stringify(scenarioOf(table, entities)));
    const url = urlOf(folder);
    const args = ["live", path, "--to", url];
    const phases = { backfill: 0, seam: 0, live: 0 };
    for (let round = 0; round < rounds; round++) {
      const aim = round < HISTORIES ? "backfill" : draw() < 0.5 ? "seam" : "live";
      phases[await killed(args, aim, draw())]++;
    }
    await between({ args, url, table });
    const last = await fauxmetry([...args, "--once"]).ended;
    if (last.code !== 0) throw new Error(`live --once ended with ${last.code}: ${last.text}`);
    return { rounds, ...phases, ...compare(await read(url, table), await whole(path, last.text)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const scenarioOf = (table, entities) => ({
  name: "soak",
  origin: "2024-01-01",
  interval: `${INTERVAL}ms`,
  start: new Date(Math.floor(Date.now() / INTERVAL) * INTERVAL - HISTORY).toISOString(),
  end: "now+1d",
  inventory: { count: entities },
  metrics: { load: { decimals: 2, signals: [{ ou: { sd: 20, tau: "1m" } }, { daily: { low: 20, high: 80 } }] } },
  records: [{ table, columns: ["timestamp", "id", "load"] }],
});

/** Kills it in the phase aimed at, at a moment that a draw chooses; tells in which phase that was. */
async function killed(args, aim, when) {
  const { child, told, ended, begun, crossed } = fauxmetry(args);
  await Promise.race([aim === "backfill" ? begun : crossed, ended]);
  await Promise.race([sleep(when * SPREAD[aim]), ended]);
  child.kill("SIGKILL");
  const { signal, text } = await ended;
  if (signal !== "SIGKILL") throw new Error(`it ended before it was killed: ${text}`);
  if (told.live === 0) return "backfill";
  return performance.now() - told.live < SEAM ? "seam" : "live";
}

/** What a run has of the same scenario up to where `live --once` says that it stored. */
async function whole(path, told) {
  const [, end] = /stored to (\S+Z)\s*$/.exec(told);
  const { child, ended } = fauxmetry(["run", path, "--end", end, "--order", "time", "--to", "-", "-q"], "pipe");
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece) => {
    text += piece;
  });
  const { code, text: said } = await ended;
  if (code !== 0) throw new Error(`run ended with ${code}: ${said}`);
  const rows = text.trimEnd().split("\n");
  return rows.map((row) => {
    const { id, timestamp, load } = JSON.parse(row);
    return `${id} ${Date.parse(timestamp)} ${load}`;
  });
}

function compare(stored, expected) {
  const keyOf = (row) => row.slice(0, row.lastIndexOf(" "));
  const keys = new Set(stored.map(keyOf));
  const rows = new Set(stored);
  const missing = expected.filter((row) => !keys.has(keyOf(row))).length;
  const other = expected.filter((row) => !rows.has(row)).length - missing + Math.max(0, keys.size - expected.length);
  return { rows: stored.length, missing, double: stored.length - keys.size, other };
}
