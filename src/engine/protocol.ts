import type { Scenario } from "../core/scenario.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import type { Parcel } from "./parcels.ts";
import type { Shard } from "./partition.ts";
import type { TargetOptions } from "./target.ts";
import type { Order } from "./tiles.ts";

/** What a worker needs to make the plan again: plain data and the catalog's module. */
export interface Setup {
  scenario: Scenario;
  catalogModule: string;
  inputs: string;
  table: string;
  target: TargetOptions;
  shard: Shard;
  stamp: Stamp;
  order: Order;
  force: boolean;
  /** It sends what sinks tell. */
  tells: boolean;
  /** It stores whole parts itself; otherwise it sends encoded tiles. */
  own: boolean;
  /** It sums up the pieces of bytes that it sends. */
  checked: boolean;
  /** Pieces of bytes it may send before they are written. */
  ahead: number;
}

/** The tile of a part that has none. */
export const NOTHING = -1;

export type ToWorker =
  | { type: "parts"; parts: readonly number[] }
  | { type: "tile"; part: number; tile: number }
  /** The bytes that came first of those that wait are written: their memory may be filled again. */
  | { type: "written" }
  /** What is not sealed is to be given up. */
  | { type: "stop" };

export type FromWorker =
  | { type: "rows"; rows: number }
  | { type: "sealed"; part: number; seal: Seal }
  /** The bytes are shared memory, and stay as they are until they are said to be written. */
  | { type: "bytes"; rows: number; bytes: Uint8Array; crc?: number }
  /** Of a file that is one stream: what it is made of, shared likewise. */
  | { type: "batch"; parcel: Parcel }
  | { type: "end" }
  | { type: "told"; text: string }
  /** Nothing is under way any more. */
  | { type: "stopped" }
  | { type: "failed"; name: string; message: string; stack?: string };
