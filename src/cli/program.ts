import { createRequire } from "node:module";
import { Command, Option } from "commander";
import {
  addOutputFlags,
  addScenarioFlags,
  each,
  listed,
  positive,
  settleWindow,
  toOption,
  wholeNumber,
} from "./flags.ts";
import { wrap } from "./text-table.ts";

const WIDEST = 80;

/** Which options of a command the environment can set as well. */
function environmentOf(command: Command): string {
  const names = command.options.flatMap(({ long, envVar }) => (envVar ? [long] : []));
  const text = `The environment can set ${names.join(", ")} as well, as in FAUXMETRY_SEED=7; what the command line says comes first.`;
  return `\n${wrap(text, WIDEST)}`;
}

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

  program.commandsGroup("Make data:");
  const run = add(
    "run <scenario>",
    "Make the data of a preset or scenario file and store it.",
    "fauxmetry run smart-meter --start 2024-01-01 --end 2024-01-02 --to out/",
    "fauxmetry run load.yaml --last 7d --to x.csv --columns timestamp,id,load",
    "fauxmetry run smart-meter --count 3 --last 1h --to - | head -2",
  );
  addOutputFlags(addScenarioFlags(run))
    .option("--resume", "continue an unfinished run; start when there is none")
    .option("--force", "replace what exists")
    .option("--dry-run", "check everything, write nothing")
    .option("--json", "print a report for programs")
    .option("-q, --quiet", "say nothing but errors")
    .addHelpText("after", () => environmentOf(run))
    .action(async (name, flags) => (await import("./run.ts")).runCommand(name, flags));
  const live = add(
    "live <scenario>",
    "Fill a store up to now, then add each row when it is due; start it again at any time.",
    "fauxmetry live smart-meter --count 20 --interval 15m --to sqlite:meters.db",
    "fauxmetry live load.yaml --to out/ --speed 60",
  );
  addScenarioFlags(live)
    .optionsGroup("Output:")
    .addOption(toOption())
    .option("--format <name>", "of files and standard output: ndjson, csv")
    .option("--from <instant>", "where an empty store begins; by default the scenario's start")
    .option("--until <instant>", "end there")
    .option("--once", "write everything due up to now, then end")
    .option("--repair", "write rows that are missing in the midst of what is stored")
    .addOption(new Option("--speed <n>", "let time run n times as fast").argParser(positive))
    .option("--force", "replace a table that is there")
    .option("--json", "print a report for programs at the end")
    .option("-q, --quiet", "say nothing but errors")
    .addHelpText("after", () => environmentOf(live))
    .action(async (name, flags) => (await import("./live.ts")).liveCommand(name, flags));
  const demo = add("demo", "Make a day of twenty smart meters in ./fauxmetry-demo/.", "fauxmetry demo");
  demo.option("--force", "make it again").action(async (flags) => (await import("./demo.ts")).demo(flags));
  add("verify <path>", "Make the data of a directory again and compare it.", "fauxmetry verify out/")
    .option("--catalog <module>", "scenario module whose own definitions made it")
    .option("--json", "print a report for programs")
    .action(async (path, flags) => exit(await (await import("./verify.ts")).verifyCommand(path, flags)));

  program.commandsGroup("Judge and share what is labelled:");
  addScenarioFlags(
    add(
      "card <source>",
      "Tell what anomalies a scenario, or the folder of a run, has, and how hard they are to find.",
      "fauxmetry card out/",
      "fauxmetry card plant.yaml --seed 8 > CARD.md",
    ),
  )
    .optionsGroup("Output:")
    .option("--catalog <module>", "scenario module whose own definitions made a folder")
    .option("--json", "print it for programs")
    .action(async (name, flags, command) => (await import("./card.ts")).card(name, flags, command));

  addScenarioFlags(
    add(
      "export <source>",
      "Write a scenario, or the folder of a run, with its labels in the form of a benchmark.",
      "fauxmetry export out/ --as nab --to nab/",
      "fauxmetry export plant.yaml --as timeeval --split semi-supervised --to sets/",
    ),
  )
    .optionsGroup("Output:")
    .addOption(new Option("--as <benchmark>", "the form").choices(["nab", "timeeval", "tsb-ad"]).makeOptionMandatory())
    .requiredOption("--to <folder>", "where the files go")
    .addOption(
      new Option("--split <split>", "training data: none, without anomalies, or labelled; from the first half")
        .choices(["unsupervised", "semi-supervised", "supervised"])
        .default("unsupervised"),
    )
    .option("--catalog <module>", "scenario module whose own definitions made a folder")
    .option("--force", "replace what exists")
    .action(async (name, flags, command) => (await import("./export.ts")).exportCommand(name, flags, command));

  add(
    "inject <path>",
    "Put anomalies and faults, with labels, into the series of a CSV or Parquet file.",
    "fauxmetry inject load.csv -f faults.yaml --to broken.csv --labels labels.csv",
    "fauxmetry inject load.csv -f faults.yaml --columns load --to - --labels l.csv",
  )
    .optionsGroup("What to put in:")
    .option("-f, --scenario <file>", "anomalies, faults, seed and zone of a scenario file")
    .addOption(new Option("--set <path=value>", "any value of it; repeatable").argParser(each))
    .addOption(new Option("--seed <n>", "same seed, same values").argParser(wholeNumber))
    .optionsGroup("What the columns are:")
    .option("--time <column>", "the time; by default timestamp, time, datetime, date, ts or ds")
    .option("--id <column>", "what tells series apart; by default id, sn, device_code, meter_id, unique_id ...")
    .addOption(new Option("--columns <list>", "the metrics; by default all other columns of numbers").argParser(listed))
    .optionsGroup("Output:")
    .requiredOption("--to <file>", "the same rows in CSV, changed where something was put in; - for standard output")
    .requiredOption("--labels <file>", "the answer key: labels.csv, labels.parquet")
    .option("--force", "replace what exists")
    .action(async (name, flags) => (await import("./inject.ts")).injectCommand(name, flags));

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
    .action(async (name, flags) => (await import("./preview.ts")).preview(name, flags));
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
    .action(async (name, flags) => (await import("./explain.ts")).explain(name, flags));
  addScenarioFlags(
    add("validate <scenario>", "Report every mistake of a scenario.", "fauxmetry validate substation.yaml"),
  )
    .optionsGroup("Output:")
    .option("--json", "print it for programs")
    .action(async (name, flags) => exit(await (await import("./validate.ts")).validate(name, flags)));

  program.commandsGroup("Write scenarios:");
  addScenarioFlags(
    add(
      "init <preset>",
      "Print a preset as a scenario file, every value spelled out.",
      "fauxmetry init smart-meter > meters.yaml",
    ),
  ).action(async (name, flags) => (await import("./init.ts")).init(name, flags));
  add(
    "list [kind]",
    "List presets, signals, schedules, anomalies, faults, encoders and sinks.",
    "fauxmetry list",
    "fauxmetry list signals",
  )
    .option("--json", "print it for programs")
    .action(async (kind, flags) => (await import("./list.ts")).list(kind, flags));
  add("describe <name>", "Tell the options of anything that list shows.", "fauxmetry describe walk")
    .option("--json", "print its JSON Schema")
    .action(async (name, flags) => (await import("./describe.ts")).describe(name, flags));
  add("schema", "Print the JSON Schema of scenarios, for editors.", "fauxmetry schema > fauxmetry.schema.json").action(
    async () => (await import("./schema.ts")).schema(),
  );
  add(
    "completion <shell>",
    "Print what completes this command line in bash, zsh or fish.",
    "fauxmetry completion bash >> ~/.bashrc",
    "fauxmetry completion fish | source",
  ).action(async (shell) => (await import("./completion.ts")).completion(program, shell));
  return program;
}
