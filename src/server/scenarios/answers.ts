import { sizeOf } from "../../engine/partition.ts";
import type { Plan } from "../../engine/plan.ts";
import type { EntityLabel } from "../../engine/query/labels.ts";
import type { Line, WindowAnswer, WindowQuery } from "../../engine/query/window.ts";
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

/** The same as rows: one for each place of each line. */
export function* rowsOfData({ times, lines }: DataAnswer): Generator<Record<string, string | number | boolean | null>> {
  for (const { id, metric, unit: _, decimals: __, clean, approximate, times: own, ...columns } of lines) {
    const at = own ?? times;
    for (const [i, time] of at.entries()) {
      const values = Object.entries(columns).map(([name, column]) => [name, (column as (number | null)[])[i]]);
      yield { timestamp: iso(time!), id: id ?? null, metric, clean, approximate, ...Object.fromEntries(values) };
    }
  }
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
