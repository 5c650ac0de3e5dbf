import { MissingError, PermanentError, ScenarioError, UsageError } from "../core/error.ts";
import { formatIssues, type Part } from "../engine/format-issues.ts";
import { visibleLines } from "../engine/visible.ts";
import { Interrupted } from "./interrupt.ts";
import { note, type Style, styleOf } from "./style.ts";

const PAINT: Record<Part, (style: Style) => (text: string) => string> = {
  place: (style) => (text) => style.bold(style.cyan(text)),
  message: () => (text) => text,
  frame: (style) => style.dim as (text: string) => string,
  mark: (style) => style.red as (text: string) => string,
  hint: (style) => style.green as (text: string) => string,
};

/** Tells on standard error what went wrong and returns the exit code: 1 failed, 2 usage or scenario, 3 missing, 130 interrupted. */
export function report(thrown: unknown): number {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if ((error as NodeJS.ErrnoException).code === "EPIPE") return 0;
  const style = styleOf(process.stderr);
  if (process.env.FAUXMETRY_DEBUG) note(visibleLines(error.stack ?? error.message));
  if (error instanceof Interrupted) {
    note(error.message);
    return error.code;
  }
  if (error instanceof ScenarioError) {
    note(formatIssues(error, undefined, { paint: (text, part) => PAINT[part](style)(text) }));
    const n = error.issues.length;
    note(`\n${style.red(`${n} mistake${n === 1 ? "" : "s"} in the scenario`)}`);
    return 2;
  }
  note(`${style.red("error:")} ${visibleLines(error.message)}`);
  // errors of worker threads keep their name, not their class
  if (error instanceof UsageError || error.name === "UsageError") return 2;
  if (error instanceof MissingError || error.name === "MissingError") return 3;
  const expected =
    error instanceof PermanentError || error.name === "PermanentError" || /^\[(sink|collect)/.test(error.message);
  if (!expected && !process.env.FAUXMETRY_DEBUG) note("FAUXMETRY_DEBUG=1 shows where this comes from");
  return 1;
}
