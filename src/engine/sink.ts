import type { Sink } from "../core/sink.ts";
import type { Job } from "./job.ts";
import { originOf } from "./origin.ts";
import { startOver } from "./state.ts";

/** The sink of a run's target. */
export function createSink({ plan, target, state, options }: Job): Sink {
  return target.create(state?.force ?? false, originOf(plan), options.tell);
}

/** Opens it where the part ends that is partly there; what it cannot continue is made anew. */
export async function openSink({ table, stamp, state }: Job, sink: Sink): Promise<void> {
  const continues = await sink.open(table.schema, stamp, state?.open?.position);
  if (state && !continues) startOver(state);
}
