import { createRequire } from "node:module";
import { Command } from "commander";
import { WIDEST } from "./commands/command-line.ts";
import { judgeCommands } from "./commands/judge.ts";
import { lookCommands } from "./commands/look.ts";
import { makeCommands } from "./commands/make.ts";
import { serveCommands } from "./commands/serve.ts";
import { watchCommands } from "./commands/watch.ts";
import { writeCommands } from "./commands/write.ts";
import { settleWindow } from "./flags.ts";

/**
 * The command line: what can be written, not what is done, so that help costs nothing but this. `exit` receives the
 * exit code of a command that has one other than 0.
 */
export function createProgram(exit: (code: number) => void): Command {
  const version = createRequire(import.meta.url)("../../package.json").version as string;
  const program = new Command("fauxmetry")
    .description("Synthetic telemetry that behaves like the real thing.")
    .version(version, "-V, --version")
    .exitOverride()
    .showHelpAfterError("(add --help for what can be written here)")
    .configureHelp({
      optionDescription: ({ description }) => description,
      subcommandTerm: (command) =>
        `${command.name()} ${command.usage().replace("[options] ", "").replace("[options]", "")}`.trim(),
      visibleCommands: (command) => command.commands.slice(),
    })
    .configureOutput({
      getOutHelpWidth: () => Math.min(WIDEST, process.stdout.columns ?? WIDEST),
      getErrHelpWidth: () => Math.min(WIDEST, process.stderr.columns ?? WIDEST),
    })
    .hook("preAction", (_, command) => settleWindow(command))
    .addHelpText("after", "\nfauxmetry <command> --help shows options and examples of a command.");

  const add = (name: string, description: string, ...examples: string[]): Command =>
    program
      .command(name)
      .description(description)
      .addHelpText(
        "after",
        `\nExample${examples.length > 1 ? "s" : ""}:\n${examples.map((line) => `  ${line}`).join("\n")}`,
      );

  const commandLine = { program, add, exit };
  makeCommands(commandLine);
  serveCommands(commandLine);
  watchCommands(commandLine);
  judgeCommands(commandLine);
  lookCommands(commandLine);
  writeCommands(commandLine);
  return program;
}
