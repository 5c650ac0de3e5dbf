import type { Batch } from "../core/batch.ts";
import { createGenerator } from "./generate.ts";
import { originOf } from "./origin.ts";
import { createParcels } from "./parcels.ts";
import { createPieces } from "./pieces.ts";
import type { Plan, Table } from "./plan.ts";
import { type FromWorker, NOTHING } from "./protocol.ts";
import type { Parts } from "./region.ts";
import type { Target } from "./target.ts";
import { type Order, type Tile, tiles } from "./tiles.ts";

/** Makes tiles and sends their bytes; of files that are one stream, what those are made of. */
export interface TileMaker {
  /** Tiles of a part are asked for in order; those left out are another thread's. */
  make(part: number, tile: number): Promise<void>;
  /** What was sent first of that which is out has been written. */
  back(): void;
}

/** What tiles are made of. */
export interface TileWork {
  plan: Plan;
  table: Table;
  target: Target;
  parts: Parts;
  order: Order;
  /** It sums up the bytes it makes. */
  checked: boolean;
}

/** Parcels to a piece of bytes: a row group of Parquet takes as long to write as so many ahead. */
const PARCELS = 4;

/** Where batches go. */
interface Outlet {
  add(batch: Batch): Promise<void>;
  /** A tile is whole. */
  finish(): void;
  back(): void;
}

function outletOf(
  { plan, table, target, checked }: TileWork,
  ahead: number,
  send: (message: FromWorker) => void,
): Outlet {
  const { encoder } = target;
  if (encoder.whole) {
    const parcels = createParcels(PARCELS * ahead, (parcel) => send({ type: "batch", parcel }));
    return { ...parcels, finish() {} };
  }
  const stream = encoder.open(table.schema, originOf(plan));
  const pieces = createPieces(ahead, checked, (rows, bytes, crc) => send({ type: "bytes", rows, bytes, crc }));
  return { ...pieces, add: (batch) => pieces.add(batch.rows, stream.write(batch)) };
}

/** At most `ahead` megabytes or so are out at a time; `pause` is awaited between batches. */
export function createTileMaker(
  work: TileWork,
  ahead: number,
  pause: () => Promise<void>,
  send: (message: FromWorker) => void,
): TileMaker {
  const { plan, table, parts, order } = work;
  const maker = createGenerator(plan, table, order);
  const outlet = outletOf(work, ahead, send);
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
        await outlet.add(batch);
        await pause();
      }
      outlet.finish();
      send({ type: "end" });
    },
    back: outlet.back,
  };
}
