import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../core/error.ts";
import { checkManifest } from "../engine/check-manifest.ts";
import { compile } from "../engine/compile.ts";
import { listManifests, type Manifest } from "../engine/manifest.ts";
import type { Catalogs, Plan } from "../engine/plan.ts";
import { stateFolder } from "../engine/target.ts";
import type { ScenarioFlags } from "./flags.ts";
import { ask, catalogsOf, compileAsked } from "./scenario.ts";

/** The plan of a preset or scenario file, or of what a run has left in a folder, and what it was made from. */
export async function planOf(
  name: string,
  flags: ScenarioFlags & { catalog?: string },
  command: Command,
): Promise<{ plan: Plan; catalogs: Catalogs }> {
  if (!statSync(name, { throwIfNoEntry: false })?.isDirectory()) {
    const asked = await ask(name, flags);
    return { plan: compileAsked(asked), catalogs: asked.catalogs };
  }
  for (const flag of ["seed", "start", "end", "last", "interval", "count", "zone", "jitter", "inventory", "set"])
    if (command.getOptionValueSource(flag) === "cli")
      throw new UsageError(`--${flag} changes a scenario; ${name} is a folder with a run that was made already`);
  const catalogs = await catalogsOf(flags.catalog);
  return { plan: compileManifest(name, catalogs), catalogs };
}

/** The plan of the one scenario that a folder has data of. */
function compileManifest(directory: string, catalogs: Catalogs): Plan {
  if (!existsSync(stateFolder(directory)))
    throw new UsageError(
      `there are no manifests in ${stateFolder(directory)}; give the folder that run wrote to, or a scenario`,
    );
  const manifests = new Map<string, Manifest>();
  for (const { name, manifest, problems } of listManifests(directory).map(checkManifest)) {
    if (!manifest) throw new UsageError(`the manifest ${name} cannot be used: ${problems.join("; ")}`);
    manifests.set(manifest.hash, manifest);
  }
  const [first, second] = manifests.values();
  if (!first) throw new UsageError(`no run of ${directory} is finished: --resume continues one`);
  if (second)
    throw new UsageError(
      `${directory} holds ${manifests.size} runs that differ in scenario, seed or window: give a folder with one, or the scenario`,
    );
  const plan = compile(first.scenario, catalogs, { directory: join(directory, first.inputs) });
  if (plan.hash === first.hash) return plan;
  throw new UsageError(
    `${directory}: the scenario in its manifest makes other data here: a file that it reads has changed, or this is another version`,
  );
}
