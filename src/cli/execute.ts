import { CommanderError } from "commander";
import { createProgram } from "./program.ts";

/** Runs a command line, tells what goes wrong on standard error, and resolves to the exit code. */
export async function execute(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = createProgram((own) => {
    code = own;
  });
  try {
    if (args.length > 0) await program.parseAsync(args, { from: "user" });
    else program.outputHelp();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { report } = await import("./report-error.ts");
    return report(error);
  }
}
