import { createGenerator } from "./generate.ts";
import { originOf } from "./origin.ts";
import type { Parts } from "./partition.ts";
import { createPieces } from "./pieces.ts";
import type { Plan, Table } from "./plan.ts";
import { type FromWorker, NOTHING } from "./protocol.ts";
import type { Target } from "./target.ts";
import { type Order, type Tile, tiles } from "./tiles.ts";

/** Encodes tiles and sends their bytes. */
export interface TileMaker {
  /** Tiles of a part are asked for in order; those left out are another thread's. */
  make(part: number, tile: number): Promise<void>;
  /** The bytes sent first of those that are out have been written. */
  back(): void;
}

/** What tiles are made of. */
export interface TileWork {
  plan: Plan;
  table: Table;
  target: Target;
  parts: Parts;
  order: Order;
}

/** At most `ahead` pieces of bytes are out at a time; `pause` is awaited between batches. */
export function createTileMaker(
  { plan, table, target, parts, order }: TileWork,
  ahead: number,
  pause: () => Promise<void>,
  send: (message: FromWorker) => void,
): TileMaker {
  const maker = createGenerator(plan, table, order);
  const encoder = target.encoder.open(table.schema, originOf(plan));
  const checked = target.definition.stores === "files";
  const pieces = createPieces(ahead, checked, (rows, bytes, crc) => send({ type: "bytes", rows, bytes, crc }));
  let current: { part: number; path: string; tiles: Iterator<Tile>; next: number } | undefined;
  return {
    async make(part, tile) {
      if (tile === NOTHING) return send({ type: "end" });
      if (current?.part !== part) {
        const region = parts.at(part);
        current = { part, path: region.path, tiles: tiles(table, region, order), next: 0 };
      }
      let found = current.tiles.next();
      for (current.next++; current.next <= tile; current.next++) found = current.tiles.next();
      for (const batch of maker.batches(found.value, current.path)) {
        await pieces.add(batch.rows, encoder.write(batch));
        await pause();
      }
      pieces.finish();
      send({ type: "end" });
    },
    back: pieces.back,
  };
}
