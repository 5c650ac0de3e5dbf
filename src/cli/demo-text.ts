import { TABLE } from "../collector/timeseries.ts";
import { openWatched, quote } from "../collector/watched.ts";
import type { Hosted } from "../server/context.ts";
import {
  ALERTS,
  BASELINE,
  BEGIN,
  FLEET,
  FOLDER,
  MACHINES,
  OUTAGE,
  ROWS,
  SCENARIOS,
  SNAPSHOTS,
  SPEED,
  THRESHOLD,
} from "./demo-folder.ts";
import { count, elapsed } from "./quantity.ts";
import { note, print, styleOf } from "./style.ts";
import { textTable } from "./text-table.ts";

const { bold } = styleOf(process.stdout);
const MINUTE = 60_000;

const dateText = (ms: number) => `${new Date(ms).toUTCString().slice(0, 22)} UTC`;
const clockText = (ms: number) => new Date(ms).toISOString().slice(11, 16);
const listed = (rows: readonly (readonly string[])[], right?: ReadonlySet<number>) =>
  textTable(rows, right).replace(/^/gm, "  ");

/** What the tables hold. */
const ABOUT: Readonly<Record<string, string>> = {
  storage: "four directories every 15 minutes, since January",
  readings: "twenty electricity meters every minute, since Sunday noon",
  status: `${MACHINES} machines of bank branches every 15 minutes, since six in the morning`,
  heartbeats: "what they send every five minutes while they work",
  [TABLE]: "snapshots of who has sent one lately, by state, type, model ...",
};

/** What the stores hold, and how to look at it without a server. */
export async function tellHistory(scenarios: Iterable<Hosted>, now: number): Promise<void> {
  const tables = [...scenarios].flatMap(({ plan }) => plan.tables.filter(({ rows }) => rows !== "entity"));
  const names = tables.map(({ name }) => name);
  const rows = await countRows(ROWS, names);
  const [snapshots] = await countRows(FLEET, [TABLE], "DISTINCT ts");
  const line = (path: string, name: string, n: number) => [path, name, count(n), ABOUT[name]];
  const until = new Date(BEGIN).toISOString().slice(0, 16);
  print(`
${bold(`It is ${dateText(now)} in the demo. Stored until then:`)}
${listed([...names.map((name, i) => line(i === 0 ? ROWS : "", name, rows[i])), line(FLEET, TABLE, snapshots)], new Set([2]))}

${bold("Look at it:")}
  sqlite3 ${ROWS} "SELECT meter_id, round(sum(reading), 2) AS kwh
    FROM readings GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
  sqlite3 ${FLEET} "SELECT ts, sum(count) AS online
    FROM ${TABLE} WHERE segment = 'Type' GROUP BY 1 ORDER BY 1 DESC LIMIT 5"
  duckdb -c "SELECT ts, dim1_value AS state, count
    FROM '${SNAPSHOTS}/csv/*.csv' WHERE segment = 'State' ORDER BY 1 DESC, 3 LIMIT 9"

${bold("It follows from the scenarios beside it, to the bit, on any machine and day:")}
  npx fauxmetry run ${SCENARIOS[1]} --end ${until}Z --to ${FOLDER}/again/
  npx fauxmetry verify ${FOLDER}/again/`);
}

async function countRows(path: string, tables: readonly string[], what = "*"): Promise<number[]> {
  const db = await openWatched(`sqlite:${path}`);
  try {
    const counts: number[] = [];
    for (const name of tables) {
      const [{ n }] = await db.rows(`SELECT COUNT(${what}) AS n FROM ${quote(name)}`);
      counts.push(Number(n));
    }
    return counts;
  } finally {
    db.close();
  }
}

/** Where it is seen, and what happens when. */
export function tellGoingOn(url: string, now: number): void {
  const fleet = `segments=State&total=${MACHINES}&before=${BASELINE}&threshold=${100 * THRESHOLD}`;
  print(`
${bold(`Open ${url}`)}
Time runs ${SPEED} times as fast there: an hour each minute.
${listed([
  [`${url}/explore?scenario=smart-meter&metrics=power&live=10800000`, "a home, live"],
  [`${url}/explore?scenario=atm-fleet&metrics=outages&group=sum&live=28800000`, "machines cut off"],
  [`${url}/fleet?${fleet}`, "who is there"],
  [`${url}/runs`, "what is written"],
  [`${url}/docs`, "what can be asked"],
])}
  curl '${url}/v1/scenarios/storage/data?from=now-1h&to=now&format=csv'

${bold("What happens")}
${listed(comingAfter(now))}
  and so again every four hours of the demo.

Ctrl-C stops it; started again, it goes on from there, and --force begins anew.`);
}

/** What the next outage, or the one that goes on, does when. */
function comingAfter(now: number): string[][] {
  const { first, every, length } = OUTAGE;
  const begin = first + Math.max(0, Math.ceil((now - length - first) / every)) * every;
  // a snapshot sees who is missing when nobody has a heartbeat in its ten minutes, and who is back with the first
  const all: [number, string][] = [
    [begin, "seven states of the fleet lose their network, more than a quarter of its machines"],
    [begin + 10 * MINUTE, `the alert fires: here, in the view of the fleet and in ${ALERTS}`],
    [begin + length, "the network is back"],
    [begin + length + 5 * MINUTE, "the alert resolves"],
  ];
  return all
    .filter(([time]) => time >= now)
    .map(([time, text]) => [clockText(time), `in ${elapsed((time - now) / 1000 / SPEED)}`, text]);
}

/** That it was stopped, and how far it is. */
export function tellStopped(now: number): void {
  note(`stopped at ${dateText(now)} of the demo, with all that was begun stored: npx fauxmetry demo goes on`);
}
