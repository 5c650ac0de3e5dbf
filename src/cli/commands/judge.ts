import { Option } from "commander";
import { addScenarioFlags, each, listed, wholeNumber } from "../flags.ts";
import type { CommandLine } from "./command-line.ts";

/** Commands about labelled data. */
export function judgeCommands({ program, add }: CommandLine): void {
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
    .action(async (name, flags, command) => (await import("../card.ts")).card(name, flags, command));

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
    .action(async (name, flags, command) => (await import("../export.ts")).exportCommand(name, flags, command));

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
    .action(async (name, flags) => (await import("../inject.ts")).injectCommand(name, flags));
}
