import { InvalidArgumentError, Option } from "commander";
import { addScenarioFlags, each, toOption, wholeNumber } from "../flags.ts";
import { type CommandLine, environmentOf } from "./command-line.ts";

function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError("Expected a port from 0 to 65535; 0 takes a free one.");
  return value;
}

/** Commands that answer others. */
export function serveCommands({ program, add }: CommandLine): void {
  program.commandsGroup("Serve:");
  const serve = add(
    "serve [scenario...]",
    "Serve signals, anomalies and scenarios over HTTP: /docs shows what there is.",
    "fauxmetry serve",
    "fauxmetry serve storage plant.yaml --port 0 --token hunter2",
    "fauxmetry serve storage --live --to mongodb://localhost/db",
  );
  addScenarioFlags(serve)
    .optionsGroup("Server:")
    .addOption(
      new Option("--port <n>", "by default 8000; 0 takes a free port")
        .argParser(port)
        .default(8000)
        .env("FAUXMETRY_PORT"),
    )
    .addOption(
      new Option("--host <address>", "by default 127.0.0.1: this machine alone")
        .default("127.0.0.1")
        .env("FAUXMETRY_HOST"),
    )
    .addOption(
      new Option("--token <token>", "data only with this bearer token; repeatable; FAUXMETRY_TOKENS=a,b").argParser(
        each,
      ),
    )
    .option("--accounts <file>", "users may register; data only for them; kept in this file")
    .addOption(
      new Option(
        "--database <path>",
        "snapshots that collect wrote, for the dashboard's view of the fleet; repeatable",
      ).argParser(each),
    )
    .addOption(new Option("--origin <url>", "web pages from there may read answers; repeatable").argParser(each))
    .addOption(
      new Option(
        "--limit <name=n>",
        "streams, client-streams, client-rows, requests, scenarios, body; repeatable",
      ).argParser(each),
    )
    .addOption(toOption())
    .option("--live", "keep the scenarios in the stores of --to, or of MONGO_URI, DB, COLLECTION")
    .addOption(
      new Option("--log <level>", "what is logged on standard error, by default info")
        .choices(["debug", "info", "warn", "error", "silent"])
        .default("info"),
    )
    .addHelpText("after", () => environmentOf(serve))
    .action(async (names, flags) => (await import("../serve.ts")).serveCommand(names, flags));
  add(
    "demo",
    "Make storage, meters and a fleet in ./fauxmetry-demo/, and let them go on in the dashboard.",
    "fauxmetry demo",
    "fauxmetry demo --once",
  )
    .addOption(new Option("--port <n>", "by default 8000, or a free one where it is taken").argParser(port))
    .option("--once", "make what was before, tell of it, and end")
    .option("--force", "begin anew")
    .action(async (flags) => (await import("../demo.ts")).demo(flags));
}
