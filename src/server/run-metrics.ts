import { Gauge, type Registry } from "prom-client";
import type { Run, Runs } from "./runs.ts";

const LABELS = ["run", "scenario"];

/** Figures of the runs of a server, read when they are asked for. */
export function showRuns(registry: Registry, runs: Runs, now: () => number): void {
  const show = (name: string, help: string, of: (run: Run) => number | undefined) => {
    new Gauge({
      name: `fauxmetry_run_${name}`,
      help,
      labelNames: LABELS,
      registers: [registry],
      collect() {
        this.reset();
        for (const run of runs.all()) {
          const value = of(run);
          if (value !== undefined) this.set({ run: run.id, scenario: run.scenario }, value);
        }
      },
    });
  };
  show("rows", "Rows that a run has stored.", ({ rows }) => rows);
  show("last_tick_seconds", "Time up to which a run has everything stored, Unix seconds.", ({ stored }) =>
    stored === undefined ? undefined : stored / 1000,
  );
  show("lag_seconds", "How far that is behind the clock.", (run) => lagOf(run, now()));
  show("retries", "Failures that a run has tried again.", ({ retries }) => retries);
  show("errors", "1 while a run fails, else 0.", ({ error }) => (error === undefined ? 0 : 1));
}

/** Seconds that what a run has stored is behind; 0 of one that waits for the next tick. */
export function lagOf({ stored, next = stored, ended }: Run, now: number): number | undefined {
  return next === undefined ? undefined : Math.max(0, ((ended ?? now) - next) / 1000);
}
