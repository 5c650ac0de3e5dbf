import type { Command } from "commander";
import { cardOf } from "../engine/card/card.ts";
import { cardText } from "./card-text.ts";
import type { ScenarioFlags } from "./flags.ts";
import { planOf } from "./plan-of.ts";
import { print, printJson } from "./style.ts";

export async function card(
  name: string,
  flags: ScenarioFlags & { catalog?: string; json?: boolean },
  command: Command,
): Promise<void> {
  const { plan, catalogs } = await planOf(name, flags, command);
  const made = cardOf(plan, catalogs);
  if (flags.json) printJson(made);
  else print(cardText(made));
}
