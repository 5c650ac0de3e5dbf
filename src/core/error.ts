/** Leads from a scenario to a value in it. */
export type Path = readonly (string | number)[];

/** One mistake in a scenario: where, what was found and what was expected. */
export interface Issue {
  /** Leads to the value in the scenario. */
  path: Path;
  message: string;
  /** A name that was probably meant. */
  suggestion?: string;
  /** The mistake is the last name of the path, not the value under it. */
  key?: boolean;
  /** Where the mistake stands when no path leads to it, such as a syntax error. */
  location?: Location;
}

/** Where a value stands in a file; lines and columns count from 1, columns in UTF-16 units. */
export interface Location {
  file: string;
  line: number;
  column: number;
  /** Characters from there that belong to it, on that line. */
  length?: number;
  /** The file's text, for the code frame. */
  source: string;
}

/** Finds the value at a path, or with `key` the name under which it stands; the nearest holder when there is none. */
export type Locate = (path: Path, key?: boolean) => Location | undefined;

/** `metrics.load.signals[0]`, as it would be written in code. */
export function pathText(path: Path): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : i === 0 ? part : `.${part}`)).join("");
}

/** A scenario that cannot be compiled, with every mistake found. Exit code 2. */
export class ScenarioError extends Error {
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[], message?: string) {
    super(message ?? issues.map((i) => `${pathText(i.path) || "scenario"}: ${i.message}`).join("\n"));
    this.name = "ScenarioError";
    this.issues = issues;
  }
}

/** The error of one mistake. */
export function refusal(path: Path, message: string, suggestion?: string): ScenarioError {
  return new ScenarioError([{ path, message, suggestion }]);
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
