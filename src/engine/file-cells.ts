import { pieceAt, spread } from "./estimate.ts";
import { createGenerator } from "./generate.ts";
import type { Plan, Table } from "./plan.ts";
import { sizeOf } from "./region.ts";
import type { Target } from "./target.ts";

/**
 * Entities times ticks of a file of about so many bytes, before compression by the target. Found from some rows that are
 * made and encoded, always the same ones: every shard of a run comes to the same number.
 */
export function fileCells(plan: Plan, table: Table, { encoder }: Pick<Target, "encoder">, bytes: number): number {
  const entities = spread(plan.inventory.size);
  const maker = createGenerator(plan, table, "entity");
  const stream = encoder.open(table.schema);
  let [cells, encoded] = [0, 0];
  for (let turn = 0; turn < entities.length; turn++) {
    const piece = pieceAt(plan, table, entities, turn);
    cells += sizeOf(piece.entities) * (piece.to - piece.from);
    for (const batch of maker.batches(piece, "sample")) encoded += stream.write(batch).length;
  }
  encoded += stream.end().length;
  const wanted = (bytes * cells) / Math.max(1, encoded);
  // two digits: what is told can be read, and does not depend on the last bytes
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, Math.floor(Number(wanted.toPrecision(2)))));
}
