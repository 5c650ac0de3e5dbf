import type { Tell } from "../core/objects.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import type { Journal, Progress } from "./journal.ts";
import type { Shard } from "./partition.ts";
import type { Catalogs, Plan, Table } from "./plan.ts";
import type { Parts } from "./region.ts";
import type { Target } from "./target.ts";
import type { Order } from "./tiles.ts";

export interface RunOptions {
  order?: Order;
  shard?: Shard;
  /** Threads that generate; by default as many as cores, one less where another writes. Small runs stay on this thread. */
  workers?: number;
  /** Replace what exists. */
  force?: boolean;
  /** Continue an unfinished run; start when there is none; do nothing when it is complete. */
  resume?: boolean;
  /** More is to be stored in the same place: `_SUCCESS` is left to who comes last. */
  more?: boolean;
  abort?: AbortSignal;
  /** Receives what happens on the way: requests that are repeated, checkpoints. */
  tell?: Tell;
  progress?: (progress: Tally) => void;
  /** Module that exports `catalogs`, for workers; without it the run stays on this thread. */
  catalogModule?: string;
  /** Folder of files the scenario reads. */
  inputs?: string;
  /** What was asked for, before `now` was resolved, and what `now` stands for: see `Header`. */
  request?: string;
  now?: number;
}

/** How far a run is. */
export interface Tally {
  rows: number;
  /** Rows of the whole run (of this shard), before entities that are not active are left out. */
  total: number;
  seconds: number;
}

export interface Report {
  run: string;
  rows: number;
  bytes: number;
  partitions: number;
  seconds: number;
  /** Rows and partitions that were there already, when a run was resumed. */
  kept: { rows: number; partitions: number };
  /** Path or URL of the manifest, for targets that are files. */
  manifest?: string;
}

/** What a target of files holds of a run when it begins. */
export interface State {
  /** Parts that are there, by index. */
  seals: ReadonlyMap<number, Seal>;
  /** A part that is partly there. */
  open?: Progress["open"];
  /** The whole run is there. */
  complete: boolean;
  /** Files that are no part of it may be replaced. */
  force: boolean;
  journal?: Journal;
  /** Path of the manifest, while it is written. */
  manifest: string;
  /** Ends the journal and unfinished files, once the manifest is written; resolves to where it can be found. */
  conclude(): Promise<string>;
  /** Lets others write this run. */
  close(): Promise<void>;
}

/** Everything a run passes along. */
export interface Job {
  plan: Plan;
  table: Table;
  catalogs: Catalogs;
  target: Target;
  parts: Parts;
  order: Order;
  stamp: Stamp;
  options: RunOptions;
  state?: State;
  /** Whether a part is stored. */
  done(part: number): boolean;
  /** Adds rows to the tally. */
  rows(count: number): void;
  sealed(part: number, seal: Seal): void;
}
