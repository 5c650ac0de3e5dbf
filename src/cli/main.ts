#!/usr/bin/env node
import { execute } from "./execute.ts";

// whoever reads may stop early, as head does: that is no failure
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await execute(process.argv.slice(2));
