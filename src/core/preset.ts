import type { z } from "zod";
import type { Definition } from "./definition.ts";
import type { ScenarioInput } from "./scenario.ts";

/** A named scenario: its options make plain data, the same that a file would hold. Its options are flags of the commands. */
export type PresetDefinition<S extends z.ZodType = z.ZodType> = Definition<S, ScenarioInput, undefined>;

/** Infers the options' type: `export const waveforms = definePreset({ ... })`. */
export function definePreset<S extends z.ZodType>(definition: PresetDefinition<S>): PresetDefinition<S> {
  return definition;
}
