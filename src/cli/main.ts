#!/usr/bin/env node
import { CommanderError } from "commander";
import { createProgram } from "./program.ts";

// whoever reads may stop early, as head does: that is no failure
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  const program = createProgram((code) => {
    process.exitCode = code;
  });
  if (process.argv.length > 2) await program.parseAsync();
  else program.outputHelp();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { report } = await import("./report-error.ts");
    process.exitCode = report(error);
  }
}
