import { addOutputFlags, addScenarioFlags } from "../flags.ts";
import type { CommandLine } from "./command-line.ts";

/** Commands that look at a scenario and write nothing. */
export function lookCommands({ program, add, exit }: CommandLine): void {
  program.commandsGroup("Look before you run:");
  addScenarioFlags(
    add(
      "preview <scenario>",
      "Show the first rows and a chart of each metric.",
      "fauxmetry preview smart-meter --count 3 --last 1d",
    ),
  )
    .optionsGroup("Output:")
    .option("--rows <n>", "rows of each table; 10 unless given", "10")
    .option("--json", "print the rows as JSON")
    .action(async (name, flags) => (await import("../preview.ts")).preview(name, flags));
  addOutputFlags(
    addScenarioFlags(
      add(
        "explain <scenario>",
        "Tell rows, bytes, files, time and memory of a run.",
        "fauxmetry explain smart-meter --count 1e6 --last 30d --to out/",
      ),
    ),
  )
    .option("--json", "print it for programs")
    .action(async (name, flags) => (await import("../explain.ts")).explain(name, flags));
  addScenarioFlags(
    add("validate <scenario>", "Report every mistake of a scenario.", "fauxmetry validate substation.yaml"),
  )
    .optionsGroup("Output:")
    .option("--json", "print it for programs")
    .action(async (name, flags) => exit(await (await import("../validate.ts")).validate(name, flags)));
}
