import { UsageError } from "../../core/error.ts";
import { createRows, type RowColumns, rowsTable } from "../../engine/query/rows.ts";
import { type Entities, sizeOf } from "../../engine/region.ts";
import type { Hosted } from "../context.ts";
import { encoderOf, type Format } from "../stream/formats.ts";
import type { Show } from "../stream/send.ts";
import { FEW, MANY } from "../stream/source.ts";
import type { Span } from "../stream/span.ts";

/** Most entities of rows: those of a tick are made together. */
const MOST_ENTITIES = 20_000;

/** The rows of some entities over a span of a scenario's own grid, in a format. */
export function showOf(
  { plan, catalogs }: Hosted,
  entities: Entities,
  columns: RowColumns,
  format: Format,
  { first, last, pace }: Pick<Span, "first" | "last" | "pace">,
): Show {
  const size = sizeOf(entities);
  if (size > MOST_ENTITIES)
    throw new UsageError(`the rows of ${size} entities are too many, at most those of ${MOST_ENTITIES}: choose some`);
  const { origin, interval, timeOf } = plan.grid;
  const table = rowsTable(plan, catalogs, columns);
  const rows = createRows(plan, table, entities);
  return {
    source: {
      schema: table.schema,
      most: pace ? FEW : MANY,
      width: size,
      rows: (tick, ticks) => rows.between(tick, tick + ticks),
    },
    span: { origin, interval, first, last, pace },
    encoder: encoderOf(format, catalogs, timeOf),
  };
}
