import type { Billing } from "../core/objects.ts";
import { type Parts, sizeOf } from "./region.ts";
import { piecesIn } from "./sent-journal.ts";

/** Bytes of a manifest that tell of one object, and of the rest of it: measured, rounded up. */
const SEAL = 220;
const HEAD = 20_000;
/** Parts beyond these are taken to be alike. */
const LOOKED_AT = 100_000;

/** Requests by class, as the store bills them, of a run that is not repeated and meets nothing in the bucket. */
export function requestsOf(
  billing: Billing,
  parts: Parts,
  bytes: number,
  { seconds, shards }: { seconds: number; shards: number },
): Record<string, number> {
  const { store, list, read, stores, sweeps } = billing;
  const records = piecesIn(seconds) + stores(HEAD + SEAL * parts.length) + (shards === 1 ? 1 : 0);
  const found = { [store]: 0, [list]: 0, [read]: 0 };
  found[store] += storing(parts, bytes, stores) + records;
  // of the records, of what is there, and of the journal at the end
  found[list] += 3 + sweeps;
  return found;
}

function storing(parts: Parts, bytes: number, stores: Billing["stores"]): number {
  if (parts.length > LOOKED_AT) return parts.length * stores(bytes / parts.length);
  const cells = Array.from({ length: parts.length }, (_, i) => {
    const { entities, from, to } = parts.at(i);
    return sizeOf(entities) * (to - from);
  });
  const all = cells.reduce((sum, n) => sum + n, 0);
  return cells.reduce((sum, n) => sum + stores((bytes * n) / Math.max(1, all)), 0);
}
