import { catalogs } from "../catalog.ts";
import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { check } from "../engine/check.ts";
import { commentedYaml } from "./commented-yaml.ts";
import type { ScenarioFlags } from "./flags.ts";
import { type Asked, ask, placed } from "./scenario.ts";
import { print } from "./style.ts";

/** Prints a preset as a scenario file with every value spelled out: run, it makes the same bytes. */
export async function init(name: string, flags: ScenarioFlags): Promise<void> {
  const presets = Object.keys(catalogs.presets);
  if (!presets.includes(name)) {
    const near = suggest(name, presets);
    throw new UsageError(
      `unknown preset \`${name}\`; there are ${presets.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
    );
  }
  print(spelledOut(await ask(name, flags)));
}

/** A scenario as YAML with every value spelled out and told of. */
export function spelledOut(asked: Asked): string {
  try {
    return commentedYaml(check(asked.input, asked.catalogs), asked.catalogs);
  } catch (error) {
    throw placed(error, asked);
  }
}
