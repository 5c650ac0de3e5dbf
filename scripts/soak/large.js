// A table of 100,000 entities and a day, by `live --once`, and what that takes.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { STORES } from "./stores.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const ENTITIES = 100_000;
const ROWS = ENTITIES * 96;

/** URL of where a store's large table goes; undefined where that does not run. */
export const placeOf = (name, folder) => (STORES[name]?.large ?? STORES[name]?.url)?.(folder);

/** A store's large table: its rows, counted in the store, and what they took; throws where rows are missing or double. */
export async function large(name) {
  const folder = mkdtempSync(join(tmpdir(), "fauxmetry-soak-"));
  try {
    const table = `large_${Date.now()}`;
    const path = join(folder, "scenario.json");
    const scenario = {
      name: "large",
      origin: "2024-01-01",
      interval: "15m",
      start: "2024-03-01",
      inventory: { count: ENTITIES },
      metrics: { load: { decimals: 2, signals: [{ ou: { sd: 20, tau: "1h" } }] } },
      records: [{ table, columns: ["timestamp", "id", "load"] }],
    };
    writeFileSync(path, JSON.stringify(scenario));
    const url = placeOf(name, folder);
    const args = [MAIN, "live", path, "--to", url, "--until", "2024-03-02T00:00", "--once", "--json", "-q"];
    const timed = existsSync("/usr/bin/time") ? ["/usr/bin/time", "-f", "%M"] : [];
    const [command, ...rest] = [...timed, process.execPath, ...args];
    const began = performance.now();
    const { status, signal, stdout, stderr } = spawnSync(command, rest, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${name}: live ended with ${status ?? signal}: ${stderr}`);
    const megabytes = timed.length > 0 ? Number(stderr.trim().split("\n").at(-1)) / 1024 : Number.NaN;
    const seconds = (performance.now() - began) / 1000;
    const rows = await STORES[name].count(url, table);
    if (rows !== ROWS) throw new Error(`${name} holds ${rows} rows of ${ROWS}; live wrote ${JSON.parse(stdout).rows}`);
    return { rows, seconds, megabytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
