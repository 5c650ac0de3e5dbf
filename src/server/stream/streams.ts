import { Histogram, type Registry } from "prom-client";
import type { Clock } from "../../engine/pace.ts";
import type { Limits } from "../config.ts";
import { type Admission, createAdmission } from "./admission.ts";
import { createPacer, type Pacer } from "./pacer.ts";

/** What all streams of a server share. */
export interface Streams {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly admission: Admission;
  /** Told how late rows are, in ms. */
  late(ms: number): void;
  /** Keeps what ends a stream when the server shuts down; the result forgets it. */
  add(end: () => void): () => void;
}

export function createStreams(clock: Clock, limits: Limits, registry: Registry, abort: AbortSignal): Streams {
  const open = new Set<() => void>();
  abort.addEventListener("abort", () => {
    for (const end of [...open]) end();
  });
  const lateness = new Histogram({
    name: "fauxmetry_lateness_seconds",
    help: "How much later than due rows of paced streams were sent.",
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    clock,
    pacer: createPacer(clock),
    admission: createAdmission(limits, clock, registry),
    late: (ms) => lateness.observe(ms / 1000),
    add(end) {
      open.add(end);
      return () => open.delete(end);
    },
  };
}
