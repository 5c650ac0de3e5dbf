import { onTestFinished } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import { realClock } from "../../src/engine/pace.ts";
import { createApp, type MoreRoutes } from "../../src/server/app.ts";
import { type Config, limits } from "../../src/server/config.ts";
import { type Context, createContext, type Hosted } from "../../src/server/context.ts";
import { createLog } from "../../src/server/log.ts";
import { shutDown } from "../../src/server/shut-down.ts";

/** Of July 2024: the windows of hosted presets do not move. */
const NOW = Date.UTC(2024, 6, 1);

export interface Setup extends Partial<Omit<Config, "limits">> {
  limits?: Record<string, number>;
  clock?: Context["clock"];
  /** Presets that are hosted. */
  presets?: (keyof typeof catalogs.presets)[];
  more?: MoreRoutes;
  /** In the place of presets, and what hosts them later. */
  scenarios?: Map<string, Hosted>;
  awaited?: Context["awaited"];
  /** By default a free one. */
  port?: number;
}

export function hosted(preset: keyof typeof catalogs.presets, own: object = {}, now = NOW): Hosted {
  const { options, create } = catalogs.presets[preset];
  const input = create(options.parse(own) as never, undefined) as unknown as Record<string, unknown>;
  const plan = compile(input, catalogs, { now });
  return { name: plan.scenario.name, plan, input, catalogs, inputs: "." };
}

/** A server for `inject`; it is closed when the test ends. */
export async function serverFor(setup: Setup = {}) {
  const controller = new AbortController();
  const {
    limits: own = {},
    clock = realClock,
    presets = [],
    more,
    scenarios,
    awaited,
    port: _port,
    tokens = [],
    origins = [],
    ...rest
  } = setup;
  const context = createContext({
    catalogs,
    clock,
    config: { limits: limits.parse({ requests: 1_000_000, ...own }), tokens, origins, ...rest },
    scenarios: scenarios ?? new Map(presets.map((preset) => [preset, hosted(preset)])),
    awaited,
    abort: controller.signal,
  });
  const app = await createApp(context, createLog("silent"), more);
  const stop = async () => {
    controller.abort();
    await shutDown(app);
  };
  onTestFinished(stop);
  return { app, context, stop, abort: () => controller.abort() };
}

/** The same, listening at a free port. */
export async function listening(setup: Setup = {}) {
  const server = await serverFor(setup);
  const url = await server.app.listen({ host: "127.0.0.1", port: setup.port ?? 0 });
  return { ...server, url };
}
