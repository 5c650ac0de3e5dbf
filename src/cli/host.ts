import { UsageError } from "../core/error.ts";
import type { Hosted } from "../server/context.ts";
import type { ScenarioFlags } from "./flags.ts";
import { checkOrigin } from "./live.ts";
import { ask, compileAsked } from "./scenario.ts";

/** Presets and files as scenarios that a server hosts, compiled at an instant, ms UTC. Those that are to be `live` need an origin that stays. */
export async function host(
  names: readonly string[],
  flags: ScenarioFlags & { live?: boolean },
  now: number,
): Promise<Map<string, Hosted>> {
  const scenarios = new Map<string, Hosted>();
  for (const asked of await Promise.all(names.map((name) => ask(name, flags)))) {
    if (flags.live) checkOrigin(asked);
    const plan = compileAsked(asked, now);
    const { name } = plan.scenario;
    if (scenarios.has(name)) throw new UsageError(`two scenarios are named ${name}: each needs a name of its own`);
    scenarios.set(name, { name, plan, input: asked.input, catalogs: asked.catalogs, inputs: asked.inputs });
  }
  return scenarios;
}
