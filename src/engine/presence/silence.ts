import type { Disturbance, Plan } from "../plan.ts";
import { type Span, silences } from "../silence.ts";
import { NEVER } from "./looker.ts";
import { inSlices } from "./slices.ts";

/** The spans of each entity in which it keeps silent. */
export type Silence = (entity: number) => readonly Span[];

/** Time is computed in pieces of this, ms, so that questions which follow one another need no new one. */
const PIECE = 86_400_000;

/** Silence over [from, to) and more; the last answer is kept. */
export function createSilence(plan: Plan, disturbances: readonly Disturbance[]) {
  let kept: { from: number; to: number; silence: Promise<Silence> } | undefined;
  return (begin: number, end: number): Promise<Silence> => {
    if (kept && kept.from <= begin && kept.to >= end) return kept.silence;
    const from = Math.floor(begin / PIECE) * PIECE;
    const to = Math.ceil(end / PIECE) * PIECE;
    kept = { from, to, silence: collect(plan, disturbances, from, to) };
    return kept.silence;
  };
}

async function collect(plan: Plan, disturbances: readonly Disturbance[], from: number, to: number): Promise<Silence> {
  const { grid, inventory } = plan;
  const quiet = new Uint8Array(inventory.size);
  const spans = new Map<number, readonly Span[]>();
  await inSlices(inventory.size, (entity) => {
    const found = silences(disturbances, grid, entity, from, to);
    if (found.length === 0) return;
    quiet[entity] = 1;
    spans.set(entity, found);
  });
  return (entity) => (quiet[entity] === 0 ? NEVER : spans.get(entity)!);
}
