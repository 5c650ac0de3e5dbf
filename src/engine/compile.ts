import { createHash } from "node:crypto";
import { milliseconds } from "../core/duration.ts";
import { type Issue, ScenarioError, UsageError } from "../core/error.ts";
import { createGrid } from "../core/grid.ts";
import { parseInstant } from "../core/instant.ts";
import { createInventory } from "../core/inventory.ts";
import { seedKey } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Table } from "../core/tags/table.ts";
import { createZone, type Zone } from "../core/zone.ts";
import { check } from "./check.ts";
import { planDisturbances } from "./disturbances.ts";
import { createInvent } from "./invent.ts";
import { planMetrics } from "./metrics.ts";
import { wallClock } from "./pace.ts";
import { type Catalogs, type Plan, VALUES_VERSION } from "./plan.ts";
import { planSegments } from "./segments.ts";
import { readTable } from "./table-file.ts";
import { planTables } from "./tables.ts";

export interface CompileOptions {
  /** ms UTC that `now` stands for; the wall clock when absent. */
  now?: number;
  /** Folder that relative file names in the scenario start from. */
  directory?: string;
  /** Tables that stand for files, by their names in the scenario. */
  tables?: ReadonlyMap<string, Table>;
  /** Whether it may read files; false where a scenario comes from somebody who may not. */
  files?: boolean;
}

type Path = (string | number)[];

/**
 * Checks a scenario once and for all and returns its plan. Throws one ScenarioError with every mistake found.
 * The plan's `scenario` is absolute: compiling it again, anywhere and at any time, gives the same plan.
 */
export function compile(input: unknown, catalogs: Catalogs, options: CompileOptions = {}): Plan {
  const checked = check(input, catalogs);
  const issues: Issue[] = [];
  const files = createHash("sha256");
  const zoneOf = (name: string, path: Path): Zone => {
    try {
      return createZone(name);
    } catch (error) {
      issues.push({ path, message: (error as Error).message });
      return createZone("UTC");
    }
  };
  const zone = zoneOf(checked.zone, ["zone"]);
  const { scenario, grid, window, jitter, at } = resolveTime(checked, zone, options.now ?? wallClock(), issues);
  const seed = seedKey(scenario.seed);
  const tablesRead = new Map<string, Table>(options.tables);
  const read = (path: string): Table => {
    const known = tablesRead.get(path);
    if (known === undefined && options.files === false) throw new UsageError("files cannot be read from here");
    const table = known ?? readTable(path, options.directory ?? ".", files);
    tablesRead.set(path, table);
    return table;
  };
  const inventory = createInventory(scenario.inventory, {
    key: seed,
    zone: (name: string) => createZone(name),
    defaultZone: zone,
    read,
    invent: createInvent(),
    fail: (path: readonly (string | number)[], message: string, suggestion?: string) =>
      void issues.push({ path: ["inventory", ...path], message, suggestion }),
  });
  if (!inventory || issues.length > 0) throw new ScenarioError(issues);
  const metrics = planMetrics({ scenario, catalogs, seed, grid, zone, inventory, read, issues });
  const disturbances = planDisturbances({ scenario, catalogs, seed, grid, zone, inventory, metrics, window, issues });
  const { tables, labels, entities } = planTables({
    scenario,
    catalogs,
    seed,
    grid,
    inventory,
    metrics,
    disturbances,
    jitter,
    at,
    zoneOf,
    issues,
  });
  const segments = planSegments({ scenario, inventory, disturbances, issues }, tables);
  if (issues.length > 0) throw new ScenarioError(issues);
  const bytes = files.digest();
  const hashOf = (what: object): string =>
    createHash("sha256")
      .update(JSON.stringify([VALUES_VERSION, what]))
      .update(bytes)
      .digest("hex");
  const { start, end, ...source } = scenario;
  return {
    scenario,
    hash: hashOf(scenario),
    source: hashOf(source),
    key: seed,
    grid,
    zone,
    inventory,
    window,
    jitter,
    metrics,
    disturbances,
    tables,
    segments,
    labels,
    entities,
  };
}

/** The window and grid of a scenario, and the scenario with both made absolute. */
function resolveTime(input: Scenario, zone: Zone, now: number, issues: Issue[]) {
  const instant = (path: string[], found: string): number => {
    try {
      return parseInstant(found, { now, zone, as: path[0] === "end" ? "end" : "start" });
    } catch (error) {
      issues.push({ path, message: (error as Error).message });
      return NaN;
    }
  };
  const origin = instant(["origin"], input.origin);
  const start = instant(["start"], input.start);
  const end = instant(["end"], input.end);
  const interval = milliseconds(input.interval);
  const jitter = milliseconds(input.jitter ?? "0s");
  const text = (time: number): string => (Number.isFinite(time) ? new Date(time).toISOString() : "?");
  if (end <= start)
    issues.push({ path: ["end"], message: `the window ends at ${text(end)}, not after its start at ${text(start)}` });
  if (start < origin) {
    issues.push({
      path: ["start"],
      message: `the window starts at ${text(start)}, before the origin of all histories at ${text(origin)}; set an earlier origin`,
    });
  }
  if (jitter >= interval)
    issues.push({
      path: ["jitter"],
      message: `jitter must be less than the interval of ${input.interval}, found ${input.jitter}`,
    });
  const grid = createGrid(origin, interval);
  const at = input.inventory.at === undefined ? end : instant(["inventory", "at"], input.inventory.at);
  const inventory = input.inventory.at === undefined ? input.inventory : { ...input.inventory, at: text(at) };
  const scenario: Scenario = { ...input, origin: text(origin), start: text(start), end: text(end), inventory };
  const window = { start, end, from: grid.tickAt(start), to: grid.tickAt(end) };
  return { scenario, grid, window, jitter, at };
}
