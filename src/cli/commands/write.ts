import { addScenarioFlags } from "../flags.ts";
import type { CommandLine } from "./command-line.ts";

/** Commands that help to write scenarios. */
export function writeCommands({ program, add }: CommandLine): void {
  program.commandsGroup("Write scenarios:");
  addScenarioFlags(
    add(
      "init <preset>",
      "Print a preset as a scenario file, every value spelled out.",
      "fauxmetry init smart-meter > meters.yaml",
    ),
  ).action(async (name, flags) => (await import("../init.ts")).init(name, flags));
  add(
    "list [kind]",
    "List presets, signals, schedules, anomalies, faults, encoders and sinks.",
    "fauxmetry list",
    "fauxmetry list signals",
  )
    .option("--json", "print it for programs")
    .action(async (kind, flags) => (await import("../list.ts")).list(kind, flags));
  add("describe <name>", "Tell the options of anything that list shows.", "fauxmetry describe walk")
    .option("--json", "print its JSON Schema")
    .action(async (name, flags) => (await import("../describe.ts")).describe(name, flags));
  add("schema", "Print the JSON Schema of scenarios, for editors.", "fauxmetry schema > fauxmetry.schema.json").action(
    async () => (await import("../schema.ts")).schema(),
  );
  add(
    "completion <shell>",
    "Print what completes this command line in bash, zsh or fish.",
    "fauxmetry completion bash >> ~/.bashrc",
    "fauxmetry completion fish | source",
  ).action(async (shell) => (await import("../completion.ts")).completion(program, shell));
}
