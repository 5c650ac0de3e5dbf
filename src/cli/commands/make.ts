import { Option } from "commander";
import { addDayFlags, addOutputFlags, addScenarioFlags, each, positive, toOption, wholeNumber } from "../flags.ts";
import { type CommandLine, environmentOf } from "./command-line.ts";

/** Commands that make data and check it. */
export function makeCommands({ program, add, exit }: CommandLine): void {
  program.commandsGroup("Make data:");
  const run = add(
    "run <scenario>",
    "Make the data of a preset or scenario file and store it.",
    "fauxmetry run smart-meter --start 2024-01-01 --end 2024-01-02 --to out/",
    "fauxmetry run power --directory data/ --date 2024-01-31 --days 7",
    "fauxmetry run load.yaml --last 7d --to x.csv --columns timestamp,id,load",
    "fauxmetry run smart-meter --count 3 --last 1h --to - | head -2",
    "fauxmetry run smart-meter --start 2024-01-01 --end 2024-01-31 --to gs://bucket",
  );
  addOutputFlags(addDayFlags(addScenarioFlags(run, ["end", "interval"])))
    .option("--resume", "continue an unfinished run; start when there is none")
    .option("--force", "replace what exists")
    .option("--dry-run", "check everything, write nothing")
    .option("--json", "print a report for programs")
    .option("-q, --quiet", "say nothing but errors")
    .option("-v, --verbose", "tell of requests that are repeated, and of each part that is stored")
    .addHelpText("after", () => environmentOf(run))
    .action(async (name, flags) => (await import("../run.ts")).runCommand(name, flags));
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
    .action(async (name, flags) => (await import("../live.ts")).liveCommand(name, flags));
  addScenarioFlags(
    add(
      "inventory <scenario>",
      "Write who the entities of a scenario are: their ids and tags, a row each.",
      "fauxmetry inventory power --directory data/ --count 400",
      "fauxmetry inventory smart-meter -n 400 -o inventory.csv",
      "fauxmetry inventory plant.yaml --columns sn=id,model --format ndjson | head -3",
      "fauxmetry run smart-meter --inventory inventory.csv --last 1d --to out/",
    ),
  )
    .addOption(new Option("--rows <n>", "the same as --count").argParser(wholeNumber))
    .option("--now <instant>", "what now stands for; by default the clock's time")
    .optionsGroup("Output:")
    .option("--directory <folder>", "write inventory.csv in order of ids, and a README.md that tells of the folder")
    .option("-o, --output <file>", "inventory.csv, inventory.parquet, a folder, or - (standard output)", "-")
    .option("--format <name>", "csv, tsv, ndjson, parquet; by default what the name says, else csv")
    .addOption(
      new Option("--format-option <name=value>", "of the format, see fauxmetry describe; repeatable").argParser(each),
    )
    .option("--force", "replace a file with other content")
    .option("-q, --quiet", "say nothing but errors")
    .action(async (name, flags) => (await import("../inventory.ts")).inventoryCommand(name, flags));
  add(
    "verify <path>",
    "Make the data of a directory or bucket again and compare it.",
    "fauxmetry verify out/",
    "fauxmetry verify gs://bucket/prefix/",
  )
    .option("--catalog <module>", "scenario module whose own definitions made it")
    .option("--json", "print a report for programs")
    .action(async (path, flags) => exit(await (await import("../verify.ts")).verifyCommand(path, flags)));
  add(
    "merge <path...>",
    "Join the manifests of shards into one, and prove that nothing is missing or there twice.",
    "fauxmetry merge out/",
    "fauxmetry merge gs://bucket/prefix/",
    "fauxmetry merge disk1/ disk2/ --to all/",
  )
    .option(
      "--to <place>",
      "folder or bucket that the one manifest goes to; by default it takes the place of those joined",
    )
    .option("--catalog <module>", "scenario module whose own definitions made it")
    .option("--json", "print a report for programs")
    .action(async (paths, flags) => exit(await (await import("../merge.ts")).mergeCommand(paths, flags)));
}
