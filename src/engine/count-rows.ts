import { createGenerator } from "./generate.ts";
import type { Plan, Table } from "./plan.ts";
import { entityAt, type Region, sizeOf } from "./region.ts";

/** Regions of a table, made on demand: the parts of a shard, or the whole. */
interface Regions {
  readonly length: number;
  at(i: number): Region;
}

/** Entities of regions that are looked at one by one; of more, some all over. */
const LOOKED = 500_000;
/** The same of tables whose rows must be made to be counted, and rows that are made in all. */
const MADE = { entities: 4096, rows: 1_000_000, probe: 16 };

/**
 * Rows of regions of a table. Exact unless faults keep rows back or double them, which is left out, or there is so much
 * to look at that some regions and entities, evenly spread, must stand for all.
 */
export function countRows(plan: Plan, table: Table, regions: Regions): { rows: number; exact: boolean } {
  if (regions.length === 0) return { rows: 0, exact: true };
  if (table.rows === "grid") {
    const { rows, exact } = spread(
      regions,
      LOOKED,
      gridRows(plan, table),
      plan.scenario.inventory.active === undefined,
    );
    return {
      rows,
      exact: exact && !plan.disturbances.some(({ changes }) => changes === "rows" || changes === "delivery"),
    };
  }
  if (table.rows === "entity") return spread(regions, LOOKED, (_, from, to) => (from < to ? 1 : 0), true);
  const rowsOf = madeRows(plan, table);
  const probe = spread(regions, MADE.probe, rowsOf);
  if (probe.exact) return probe;
  const pairs = regions.length * sizeOf(regions.at(Math.floor(regions.length / 2)).entities);
  const affordable = Math.floor((MADE.rows * pairs) / Math.max(1, probe.rows));
  return spread(regions, Math.max(MADE.probe, Math.min(MADE.entities, affordable)), rowsOf);
}

type RowsOf = (entity: number, from: number, to: number) => number;

/** Adds up entities of regions, at most about so many; where entities are alike, one of each region stands for it. */
function spread(regions: Regions, most: number, rowsOf: RowsOf, alike = false): { rows: number; exact: boolean } {
  const looked = Math.min(regions.length, most);
  let exact = looked === regions.length;
  let rows = 0;
  for (let i = 0; i < looked; i++) {
    const { entities, from, to } = regions.at(middle(i, looked, regions.length));
    const size = sizeOf(entities);
    const some = alike ? Math.min(size, 1) : Math.min(size, Math.floor(most / looked));
    if (!alike && some < size) exact = false;
    let sum = 0;
    for (let k = 0; k < some; k++) sum += rowsOf(entityAt(entities, middle(k, some, size)), from, to);
    rows += (sum * size) / Math.max(1, some);
  }
  return { rows: Math.round((rows * regions.length) / looked), exact };
}

/** The i-th of `some` places spread evenly over `all`. */
function middle(i: number, some: number, all: number): number {
  return Math.floor(((i + 0.5) * all) / some);
}

/** Ticks that the table shows while an entity is active, a row each, or one per metric. */
function gridRows({ inventory, grid }: Plan, table: Table): RowsOf {
  const lanes = table.shape === "long" ? table.metrics.length : 1;
  return (entity, from, to) => {
    const [begin, end] = inventory.active(entity);
    const first = Math.max(from, grid.tickAt(begin));
    const last = Math.min(to, grid.tickAt(end));
    return lanes * Math.max(0, Math.ceil(last / table.every) - Math.ceil(first / table.every));
  };
}

function madeRows(plan: Plan, table: Table): RowsOf {
  const maker = createGenerator(plan, table, "entity");
  return (entity, from, to) => {
    let rows = 0;
    const region = { entities: { from: entity, to: entity + 1 }, from, to };
    for (const batch of maker.batches(region, "")) rows += batch.rows;
    return rows;
  };
}
