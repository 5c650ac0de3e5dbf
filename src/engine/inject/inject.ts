import { decimalText } from "../../core/decimal-text.ts";
import { formatDuration } from "../../core/duration.ts";
import { type Issue, ScenarioError, UsageError } from "../../core/error.ts";
import { createInlineTable, type Table } from "../../core/tags/table.ts";
import { createZone } from "../../core/zone.ts";
import { compile } from "../compile.ts";
import { ALL, CLEAN, createEvaluator } from "../evaluate.ts";
import type { Catalogs, Plan } from "../plan.ts";
import { createRowEffects } from "../row-effects.ts";
import { type Choice, type Columns, columnsOf } from "./columns.ts";
import { type Recorded, recordedOf } from "./recorded.ts";
import { recordedSignal } from "./recorded-signal.ts";
import type { Sheet } from "./sheet.ts";

/** What is put into a recording: the part of a scenario that is not in the recording itself. */
export interface Injection {
  name?: unknown;
  seed?: unknown;
  zone?: unknown;
  anomalies?: unknown;
  faults?: unknown;
}

/** A recording with anomalies and faults in it. */
export interface Injected {
  plan: Plan;
  /** The sheet again, piece by piece: what nothing has reached is as it was, byte by byte. */
  text(): Generator<string>;
}

/** The part of an injection that a scenario knows but the recording has itself. */
export const INJECTION = ["$schema", "name", "description", "seed", "zone", "anomalies", "faults"];
const FILE = "the recording";
const RUN = 4096;

/** Puts anomalies and faults on the series of a sheet. Throws UsageError where it is no series, ScenarioError for the rest. */
export function inject(sheet: Sheet, choice: Choice, injection: Injection, catalogs: Catalogs): Injected {
  const columns = columnsOf(sheet, choice);
  const zone = typeof injection.zone === "string" ? createZone(injection.zone) : undefined;
  const recorded = recordedOf(sheet, columns, zone);
  const scenario = scenarioOf(sheet, columns, recorded, injection);
  const tables = new Map([[FILE, rosterOf(recorded)]]);
  const signals = { ...catalogs.signals, recorded: recordedSignal(recorded) };
  const plan = compile(scenario, { ...catalogs, signals }, { tables });
  refuseMoved(plan);
  return { plan, text: () => textOf(sheet, columns, recorded, plan) };
}

/** The entities, each with the time from its first row to the end of its last. */
function rosterOf({ ids, rows, origin, interval }: Recorded): Table {
  const text = (tick: number) => new Date(origin + tick * interval).toISOString();
  return createInlineTable(
    ids.map((id, entity) => ({
      id,
      first: text(rows[entity].findIndex((row) => row >= 0)),
      last: text(rows[entity].findLastIndex((row) => row >= 0) + 1),
    })),
  );
}

function scenarioOf(sheet: Sheet, columns: Columns, recorded: Recorded, injection: Injection): unknown {
  const { origin, interval, ticks, decimals } = recorded;
  const time = (tick: number) => new Date(origin + tick * interval).toISOString();
  const names = columns.metrics.map((column) => metricName(sheet.names[column]));
  const twice = names.find((name, m) => names.indexOf(name) < m);
  if (twice !== undefined) throw new UsageError(`two columns would be called ${twice}: choose with --columns`);
  return {
    name: "injected",
    ...injection,
    origin: time(0),
    start: time(0),
    end: time(ticks),
    interval: formatDuration(interval),
    inventory: { from: FILE, id: "id", active: { from: { tag: "first" }, to: { tag: "last" } } },
    metrics: Object.fromEntries(
      names.map((name, m) => [name, { decimals: decimals[m], signals: [{ recorded: { metric: m } }] }]),
    ),
  };
}

/** A column's name as a metric's: what a metric's name cannot have becomes an underscore. */
export function metricName(column: string): string {
  const name = column.replace(/[^A-Za-z0-9_.-]/g, "_").slice(0, 100);
  return /^[A-Za-z_]/.test(name) ? name : `_${name.slice(0, 99)}`;
}

/** Rows keep their places and times here: what moves them is refused. */
function refuseMoved({ scenario, disturbances }: Plan): void {
  const issues = disturbances.flatMap(({ id, kind, changes }): Issue[] => {
    if (changes !== "clock" && changes !== "delivery") return [];
    const faults = scenario.faults ?? [];
    const at = faults.findIndex((fault) => fault.id === id);
    const path = at < 0 ? ["anomalies"] : ["faults", at, "effect"];
    return [{ path, message: `${kind} moves rows, which stay where they are in a file: choose one of values or rows` }];
  });
  if (issues.length > 0) throw new ScenarioError(issues);
}

function* textOf(sheet: Sheet, columns: Columns, recorded: Recorded, plan: Plan): Generator<string> {
  const columnOf = new Map(columns.metrics.map((column) => [metricName(sheet.names[column]), column]));
  const changed = new Map<number, Map<number, string>>();
  const gone = new Set<number>();
  for (let entity = 0; entity < recorded.ids.length; entity++) {
    eachChange(plan, recorded, entity, (tick, metric, text) => {
      const row = recorded.rows[entity][tick];
      const cells = changed.get(row) ?? new Map<number, string>();
      changed.set(row, cells.set(columnOf.get(plan.metrics[metric].name)!, text));
    });
    for (const tick of absentTicks(plan, entity)) gone.add(recorded.rows[entity][tick]);
  }
  yield sheet.head;
  const none = new Map<number, string>();
  for (let row = 0; row < sheet.rows; row++) if (!gone.has(row)) yield sheet.text(row, changed.get(row) ?? none);
}

/** Visits every cell that was recorded and is no longer what it was, with its new text. */
function eachChange(
  plan: Plan,
  { rows, values, ticks }: Recorded,
  entity: number,
  visit: (tick: number, metric: number, text: string) => void,
): void {
  const all = plan.metrics.map((_, m) => m);
  const place = plan.metrics.map(({ name }) => Object.keys(plan.scenario.metrics).indexOf(name));
  const now = createEvaluator(plan, all, RUN, ALL);
  const was = createEvaluator(plan, all, RUN, CLEAN);
  const missing = (tick: number, m: number) => rows[entity][tick] < 0 || Number.isNaN(values[entity][m][tick]);
  for (let tick = 0; tick < ticks; tick += RUN) {
    const run = Math.min(RUN, ticks - tick);
    now.run(entity, tick, run);
    was.run(entity, tick, run);
    for (const m of all) {
      const [after, before] = [now.quanta(m), was.quanta(m)];
      for (let i = 0; i < run; i++) {
        if (after[i] === before[i] || missing(tick + i, place[m])) continue;
        visit(tick + i, m, Number.isNaN(after[i]) ? "" : decimalText(after[i], plan.metrics[m].decimals));
      }
    }
  }
}

/** Ticks whose rows a fault has left out. */
function* absentTicks(plan: Plan, entity: number): Generator<number> {
  const effects = createRowEffects(plan);
  const { from, to } = plan.window;
  for (let tick = from; tick < to; tick += RUN) {
    const ticks = Math.min(RUN, to - tick);
    const entities = { from: entity, to: entity + 1 };
    const absent = effects.absent({ entities, firstEntity: 0, entityCount: 1, tick, ticks, byTime: false });
    for (let i = 0; i < ticks; i++) if (absent?.[i]) yield tick + i;
  }
}
