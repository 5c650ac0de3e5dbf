import type { Command } from "commander";
import { wrap } from "../text-table.ts";

/** Columns that help is wrapped to. */
export const WIDEST = 80;

/** What a file of commands adds its own to. */
export interface CommandLine {
  readonly program: Command;
  /** A command with its description and examples. */
  readonly add: (name: string, description: string, ...examples: string[]) => Command;
  /** Receives the exit code of a command that has one other than 0. */
  readonly exit: (code: number) => void;
}

/** Which options of a command the environment can set as well. */
export function environmentOf(command: Command): string {
  const names = command.options.flatMap(({ long, envVar }) => (envVar ? [long] : []));
  const text = `The environment can set ${names.join(", ")} as well, as in FAUXMETRY_SEED=7; what the command line says comes first.`;
  return `\n${wrap(text, WIDEST)}`;
}
