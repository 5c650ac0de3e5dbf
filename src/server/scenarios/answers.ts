import type { Plan } from "../../engine/plan.ts";
import type { EntityLabel } from "../../engine/query/labels.ts";
import type { Line, WindowAnswer, WindowQuery } from "../../engine/query/window.ts";
import { sizeOf } from "../../engine/region.ts";
import type { DataAnswer, DataLine, LabelInfo } from "../protocol.ts";

const iso = (time: number): string => new Date(time).toISOString();
const plainNumbers = (values: Float64Array) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));

/** A window as the protocol tells it. */
export function dataOf(name: string, plan: Plan, query: WindowQuery, answer: WindowAnswer): DataAnswer {
  const { grid } = plan;
  const { buckets, lines, looked } = answer;
  const entities = sizeOf(query.entities);
  return {
    scenario: name,
    from: iso(grid.timeOf(query.from)),
    to: iso(grid.timeOf(query.to)),
    zone: plan.zone.name,
    width: buckets.width * grid.interval,
    entities,
    ...(looked < entities ? { sampled: looked } : {}),
    times: Array.from({ length: buckets.count }, (_, i) => grid.timeOf(buckets.start(i))),
    lines: lines.map((line) => lineOf(plan, line)),
  };
}

function lineOf({ grid, inventory, metrics }: Plan, line: Line): DataLine {
  const { name: metric, unit, decimals } = metrics[line.metric];
  const columns = Object.entries(line.columns).map(([name, values]) => [name, plainNumbers(values)]);
  return {
    ...(line.entity === undefined ? {} : { id: inventory.idOf(line.entity) }),
    metric,
    ...(unit === undefined ? {} : { unit }),
    decimals,
    clean: line.clean,
    approximate: line.approximate,
    ...(line.ticks ? { times: Array.from(line.ticks, grid.timeOf) } : {}),
    ...Object.fromEntries(columns),
  };
}

/** What a line tells of its series; everything else in it is a column of values. */
const TRAITS = new Set(["id", "metric", "unit", "decimals", "clean", "approximate", "times"]);

function columnsOf(line: DataLine): [name: string, values: (number | null)[]][] {
  return Object.entries(line).filter(([name]) => !TRAITS.has(name)) as [string, (number | null)[]][];
}

/** The same as rows: one for each place of each line. */
export function* rowsOfData({ times, lines }: DataAnswer): Generator<Record<string, string | number | boolean | null>> {
  for (const line of lines) {
    const { id = null, metric, clean, approximate } = line;
    const columns = columnsOf(line);
    for (const [i, time] of (line.times ?? times).entries()) {
      const values = columns.map(([name, column]) => [name, column[i]]);
      yield { timestamp: iso(time!), id, metric, clean, approximate, ...Object.fromEntries(values) };
    }
  }
}

/** Names of what those rows hold. */
export function namesOfData({ lines }: DataAnswer): string[] {
  const values = lines.flatMap((line) => columnsOf(line).map(([name]) => name));
  return [...new Set(["timestamp", "id", "metric", "clean", "approximate", ...values])];
}

/** A label as the protocol tells it. */
export function labelOf({ inventory }: Plan, { entity, label }: EntityLabel): LabelInfo {
  const { onset, peak, end, cause_begin, cause_end, ...rest } = label;
  const time = (name: string, value: number | undefined) => (value === undefined ? {} : { [name]: iso(value) });
  return {
    ...rest,
    id: inventory.idOf(entity),
    onset: iso(onset),
    ...time("peak", peak),
    ...time("end", end),
    cause_begin: iso(cause_begin),
    ...time("cause_end", cause_end),
  } as LabelInfo;
}
