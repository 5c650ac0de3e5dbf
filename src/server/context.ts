import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Registry } from "prom-client";
import type { Clock } from "../engine/pace.ts";
import type { Catalogs, Plan } from "../engine/plan.ts";
import type { Config } from "./config.ts";
import { createSegmentCounters, type SegmentCounter } from "./fleet/segment-counter.ts";
import { showRuns } from "./run-metrics.ts";
import { createRuns, type Runs } from "./runs.ts";
import { createStartup, type Startup } from "./startup.ts";
import { createStreams, type Streams } from "./stream/streams.ts";

/** A scenario that the server shows under its name. */
export interface Hosted {
  readonly name: string;
  /** Compiled when the server started. */
  readonly plan: Plan;
  /** As it was asked for, with flags applied and nothing resolved: for compiling it with another window or seed. */
  readonly input: Record<string, unknown>;
  readonly catalogs: Catalogs;
  /** Folder that file names in it start from. */
  readonly inputs: string;
  /** Of one that was sent: when it is forgotten, ms UTC, unless it is used before. */
  readonly expires?: number;
}

/** Everything that routes work with. */
export interface Context {
  readonly catalogs: Catalogs;
  readonly clock: Clock;
  readonly config: Config;
  /** Those it was started with, and those that were sent to it. */
  readonly scenarios: Map<string, Hosted>;
  /** What hosts the scenarios whose inventory file is not there yet; throws a Refusal as long as it is not. */
  readonly awaited?: { load(): Promise<void> };
  /** What /metrics shows. */
  readonly metrics: Registry;
  /** Those that keep the scenarios in stores. */
  readonly runs: Runs;
  /** What counts a hosted scenario's fleet by its segments. */
  readonly counterOf: (hosted: Hosted) => SegmentCounter;
  /** What routes make ready once the server listens. */
  readonly startup: Startup;
  /** What open streams share. */
  readonly streams: Streams;
  /** Aborts when the server shuts down: streams end then. */
  readonly abort: AbortSignal;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Adds routes that belong together. */
export type Routes = (app: App, context: Context) => void | Promise<void>;

/** A context with figures, runs, counters and streams of its own. */
export function createContext(given: Omit<Context, "metrics" | "runs" | "counterOf" | "startup" | "streams">): Context {
  const metrics = new Registry();
  const runs = createRuns({ ...given, targets: given.config.targets ?? [] });
  showRuns(metrics, runs, given.clock.now);
  return {
    ...given,
    metrics,
    runs,
    counterOf: createSegmentCounters(given.abort),
    startup: createStartup(),
    streams: createStreams(given.clock, given.config.limits, metrics, given.abort),
  };
}
