import type { Batch, Column, Schema } from "../core/batch.ts";

/** A batch on its way to the thread that stores it, without what that knows; its memory is shared. */
export interface Parcel {
  rows: number;
  /** Texts have no dictionary here. */
  columns: readonly Column[];
  /** Dictionaries by column, where they are not what they were in the parcel before. */
  dictionaries: readonly (readonly string[] | undefined)[];
  entities: Int32Array;
  ticks: Float64Array;
}

/** Sends batches to the thread that stores them. */
export interface Parcels {
  /** Takes a batch, which is copied; waits while too many are out. */
  add(batch: Batch): Promise<void>;
  /** The parcel sent first of those that are out is done with: its memory is filled again. */
  back(): void;
}

type Values = Float64Array | Int32Array | Uint8Array;

function same(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a?.length === b.length && b.every((text, k) => a[k] === text);
}

/** At most `limit` parcels are out at a time. */
export function createParcels(limit: number, send: (parcel: Parcel) => void): Parcels {
  const free: SharedArrayBuffer[][] = [];
  const out: SharedArrayBuffer[][] = [];
  const sent: (readonly string[] | undefined)[] = [];
  let wake: (() => void) | undefined;

  function copy<T extends Values>(rooms: SharedArrayBuffer[], room: number, values: T, count: number): T {
    const bytes = count * values.BYTES_PER_ELEMENT;
    if (!(rooms[room]?.byteLength >= bytes)) rooms[room] = new SharedArrayBuffer(bytes);
    // as in pieces: at once, not byte by byte
    Buffer.from(rooms[room]).fill(new Uint8Array(values.buffer, values.byteOffset, bytes), 0, bytes);
    return new (values.constructor as new (b: SharedArrayBuffer, from: number, n: number) => T)(rooms[room], 0, count);
  }

  function pack(rooms: SharedArrayBuffer[], { rows, columns, entities, ticks }: Batch): Parcel {
    let room = 0;
    const take = <T extends Values>(values: T): T => copy(rooms, room++, values, rows);
    const dictionaries = columns.map((column, c) => {
      if (column.type !== "text" || same(sent[c], column.dictionary)) return undefined;
      // a dictionary may be filled anew in place
      sent[c] = column.dictionary.slice();
      return sent[c];
    });
    const packed = columns.map((column): Column => {
      const nulls = column.nulls && { nulls: take(column.nulls) };
      if (column.type === "text") return { type: "text", codes: take(column.codes), dictionary: [], ...nulls };
      return { ...column, values: take(column.values as Values), ...nulls } as Column;
    });
    return { rows, columns: packed, dictionaries, entities: take(entities), ticks: take(ticks) };
  }

  return {
    async add(batch) {
      while (out.length >= limit) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const rooms = free.pop() ?? [];
      const parcel = pack(rooms, batch);
      out.push(rooms);
      send(parcel);
    },
    back() {
      free.push(out.shift()!);
      wake?.();
    },
  };
}

/** Makes batches of the parcels of one sender, in the order in which they were sent. */
export function createUnpacker(schema: Schema): (parcel: Parcel, partition: string) => Batch {
  const known: (readonly string[] | undefined)[] = [];
  return ({ rows, columns, dictionaries, entities, ticks }, partition) => {
    const whole = columns.map((column, c): Column => {
      if (column.type !== "text") return column;
      known[c] = dictionaries[c] ?? known[c];
      return { ...column, dictionary: known[c]! };
    });
    return { schema, rows, columns: whole, entities, ticks, partition };
  };
}
