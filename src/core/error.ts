/** One mistake in a scenario: where, what was found and what was expected. */
export interface Issue {
  /** Leads to the value in the scenario. */
  path: readonly (string | number)[];
  message: string;
  /** A name that was probably meant. */
  suggestion?: string;
}

/** Where a value stands in a file; lines and columns count from 1. */
export interface Location {
  file: string;
  line: number;
  column: number;
  /** The file's text, for the code frame. */
  source: string;
}

/** A scenario that cannot be compiled, with every mistake found. Exit code 2. */
export class ScenarioError extends Error {
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[], message?: string) {
    super(message ?? issues.map((i) => `${i.path.join(".") || "scenario"}: ${i.message}`).join("\n"));
    this.name = "ScenarioError";
    this.issues = issues;
  }
}

/** A command used wrongly. Exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** A dependency or connection that is missing. Exit code 3. */
export class MissingError extends Error {
  override name = "MissingError";
}

/** A failure that no retry can help. */
export class PermanentError extends Error {
  override name = "PermanentError";
}
