import { existsSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { stringify } from "yaml";
import { createWholeFiles, writeWhole } from "../engine/whole-files.ts";
import type { ScenarioFlags } from "./flags.ts";
import { spelledOut } from "./init.ts";
import { ask } from "./scenario.ts";

/** Everything that the demo makes stands here. */
export const FOLDER = "fauxmetry-demo";
const inFolder = (name: string) => `${FOLDER}/${name}`;

/** Rows of all scenarios; snapshots of the fleet, as files and as a table; what the monitor knows and has told. */
export const ROWS = inFolder("telemetry.db");
export const SNAPSHOTS = inFolder("snapshots");
export const FLEET = inFolder("fleet.db");
export const INCIDENTS = inFolder("incidents.db");
export const ALERTS = inFolder("alerts.log");
export const RULES = inFolder("monitor.yaml");
/** Time of the last snapshot: where time goes on when the demo is started again. */
export const CLOCK = inFolder("clock.txt");
export const LOCK = inFolder("demo.lock");

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the demo begins, ms UTC: a Monday at noon. What it shows follows from that and from its files alone, on any day. */
export const BEGIN = Date.UTC(2026, 2, 2, 12);
/** How many times as fast time runs from then on. */
export const SPEED = 60;

/** Outages of the fleet: the first, how often, how long, and what silences. The history ends before the first. */
export const OUTAGE = { first: BEGIN + 0.75 * HOUR, every: 4 * HOUR, length: HOUR };
/** How many machines there are, and what is an alert: a drop of a twentieth below the mean of an hour. */
export const MACHINES = 500;
export const BASELINE = 12;
export const THRESHOLD = 0.05;
const STATES = ["ES", "MG", "PR", "RJ", "RS", "SC", "SP"];

const before = (span: number) => new Date(BEGIN - span).toISOString().replace(".000", "");
const PRESETS: Readonly<Record<string, ScenarioFlags>> = {
  storage: { start: before(30 * DAY) },
  "smart-meter": {
    start: before(DAY),
    interval: "1m",
    count: 20,
    set: ["description=Homes with people, appliances, seasons and holidays, metered every minute."],
  },
  "atm-fleet": {
    start: before(DAY / 4),
    count: MACHINES,
    set: [`outage={ where: { state: [${STATES}] }, start: ${new Date(OUTAGE.first).toISOString()}, length: 1h }`],
  },
};

/** The scenarios, in the order in which they are shown. */
export const SCENARIOS = Object.keys(PRESETS).map((name) => inFolder(`${name}.yaml`));

const drop = (threshold: number) => ({ drop: { history: BASELINE, threshold } });
const rules = {
  database: `sqlite:${FLEET}`,
  rules: {
    online: { where: { segment: "Type" }, of: MACHINES, when: drop(THRESHOLD), severity: "critical" },
    state: { where: { segment: "State" }, by: "dim1_value", when: drop(0.5) },
  },
  channels: {
    console: { send: { console: {} }, rules: ["online"], template: "{at}  {kind} {rule}: {details}" },
    states: { send: { console: {} }, rules: ["state"], template: "{at}  {kind} {rule}: {series}" },
    log: { send: { log: { path: ALERTS } } },
  },
};

/** Writes down the scenarios and rules that are not there yet. */
export async function writeDown(): Promise<void> {
  const files = createWholeFiles(FOLDER, false);
  const put = (path: string, text: string) => writeWhole(files, basename(path), (write) => write(text));
  for (const [i, [preset, flags]] of Object.entries(PRESETS).entries())
    if (!existsSync(SCENARIOS[i])) put(SCENARIOS[i], await scenarioText(preset, flags));
  if (!existsSync(RULES)) put(RULES, `# fauxmetry monitor --rules ${RULES}\n${stringify(rules)}`);
}

async function scenarioText(preset: string, flags: ScenarioFlags): Promise<string> {
  const asked = await ask(preset, flags);
  const outage = (asked.input.anomalies as Record<string, unknown>[] | undefined)?.find(({ id }) => id === "outage");
  if (outage) {
    const [every, length] = [OUTAGE.every, OUTAGE.length].map((ms) => `${ms / HOUR}h`);
    outage.description = "The network of the South and the South-East fails";
    outage.schedule = {
      during: {
        keep: { periodic: { every, length, offset: `${(OUTAGE.first % OUTAGE.every) / 60_000}m` } },
        within: { once: { at: new Date(OUTAGE.first).toISOString(), length: "3650d" } },
      },
    };
  }
  return spelledOut(asked);
}

/** Removes what the demo has made, and nothing else. */
export function removeAll(): void {
  const databases = [ROWS, FLEET, INCIDENTS].flatMap((path) =>
    ["", "-wal", "-shm", "-journal"].map((end) => path + end),
  );
  for (const path of [...databases, ...SCENARIOS, SNAPSHOTS, ALERTS, RULES, CLOCK])
    rmSync(path, { recursive: true, force: true });
}
