import type { Field } from "../core/batch.ts";
import { instantOf } from "../core/recording.ts";
import type { Value } from "../core/tags/definition.ts";
import { createTimeText } from "../core/time-text.ts";
import { createZone } from "../core/zone.ts";
import type { Plan, Table } from "./plan.ts";
import { entityAt, type Part, sizeOf } from "./region.ts";

/** The rows that a part of a table is to have, each by its entity, time and metric, ticked off as they are found. */
export interface ExpectedRows {
  /** Names of the columns that tell which row one is. */
  readonly columns: readonly string[];
  /** Ticks off the row with these cells; tells why there is none to be. */
  take(cells: readonly Value[]): string | undefined;
  /** The first that was not ticked off. */
  missing(): string | undefined;
}

/** Each distinct cell is read once. */
function remember<T>(read: (cell: Value) => T): (cell: Value) => T {
  const known = new Map<Value, T>();
  return (cell) => {
    const found = known.get(cell) ?? read(cell);
    known.set(cell, found);
    return found;
  };
}

/** How a cell of the time column tells the tick of its row. */
function tickReader({ grid }: Plan, { shift }: { shift: number }, { time }: Field): (cell: Value) => number {
  const zone = createZone(time!.zone);
  return (cell) => {
    try {
      const instant = instantOf(cell, zone, (message) => {
        throw new Error(message);
      });
      // a time may be late by less than an interval
      return Math.floor((instant - grid.origin) / grid.interval) - shift;
    } catch {
      return Number.NaN;
    }
  };
}

export function createExpected(plan: Plan, table: Table, part: Part, format: string): ExpectedRows {
  const { inventory, grid } = plan;
  const { fields, key } = table.schema;
  const own = fields
    .map((field, i) => ({ field, source: table.sources[i] }))
    .filter(({ field }) => key.includes(field.name));
  const id = own.find(({ field }) => field.role === "entity");
  const time = own.find(({ source }) => source.kind === "time");
  const lane = own.find(({ source }) => source.kind === "metric-name");
  const numbers = new Map(
    Array.from({ length: sizeOf(part.entities) }, (_, i) => [inventory.idOf(entityAt(part.entities, i)), i]),
  );
  const columns = [id, time, lane].flatMap((one) => one?.field.name ?? []);
  // faults of rows leave some out, repeat them or change their times
  const all = !plan.disturbances.some(
    ({ changes }) => changes === "rows" || changes === "delivery" || changes === "clock",
  );
  if (!id || !time || time.source.kind !== "time" || !all)
    return {
      columns: id ? [id.field.name] : [],
      take: ([cell]) => (id === undefined || numbers.has(String(cell)) ? undefined : unknown(cell)),
      missing: () => undefined,
    };
  const lanes = lane ? table.names : [""];
  const read = remember(tickReader(plan, time.source, time.field));
  const ticks = ticksOf(plan, table, part, time.field, time.source.shift, format === "parquet" ? undefined : read);
  const at = new Map([...ticks.keys()].map((tick, i) => [tick, i]));
  const found = new Uint8Array(numbers.size * ticks.size * lanes.length);
  const times = (tick: number, number: number): number => {
    const [from, to] = inventory.active(entityAt(part.entities, number));
    return ticks.get(tick)!.filter((t) => from <= grid.timeOf(t) && grid.timeOf(t) < to).length;
  };
  return {
    columns,
    take([entity, when, what = ""]) {
      const number = numbers.get(String(entity));
      if (number === undefined) return unknown(entity);
      const tick = read(when);
      const t = at.get(tick);
      if (t === undefined) return `there is no time ${JSON.stringify(when)} in this file`;
      const m = lanes.indexOf(String(what));
      if (m < 0) return `there is no measurement ${JSON.stringify(what)}`;
      const place = (number * ticks.size + t) * lanes.length + m;
      if (found[place] === times(tick, number))
        return `a row of ${[entity, when, what].filter(Boolean).join(", ")} too many`;
      found[place]++;
      return undefined;
    },
    missing() {
      for (const [tick, t] of at)
        for (const [name, number] of numbers)
          for (const [m, what] of lanes.entries())
            if (found[(number * ticks.size + t) * lanes.length + m] < times(tick, number))
              return `no row of ${[name, new Date(grid.timeOf(tick)).toISOString(), what].filter(Boolean).join(", ")}`;
      return undefined;
    },
  };
}

function unknown(cell: Value): string {
  return `${JSON.stringify(cell)} is not in the inventory`;
}

/**
 * Ticks of a part by what their times are read as: the same, but for local times that come twice when clocks go back and
 * are written without an offset.
 */
function ticksOf(
  { grid }: Plan,
  { every }: Table,
  { from, to }: Part,
  { time }: Field,
  shift: number,
  read: ((cell: Value) => number) | undefined,
): Map<number, number[]> {
  const write = createTimeText(time!.format, createZone(time!.zone), time!.milliseconds);
  const ticks = new Map<number, number[]>();
  for (let tick = Math.ceil(from / every) * every; tick < to; tick += every) {
    const text = write(grid.timeOf(tick + shift));
    const as = read && text !== undefined ? read(text) : tick;
    ticks.set(as, [...(ticks.get(as) ?? []), tick]);
  }
  return ticks;
}
