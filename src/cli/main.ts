#!/usr/bin/env node
import { execute } from "./execute.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // whoever reads may stop early, as head does: that is no failure
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: [sink:stdout] could not write: ${error.message}\n`);
  process.exit(1);
});
// nothing is left to tell it to
process.stderr.on("error", () => {});

process.exitCode = await execute(process.argv.slice(2));
