import colors from "picocolors";
import { hideSecrets } from "../core/secret.ts";
import { visibleJson } from "../engine/visible.ts";

export type Style = ReturnType<typeof colors.createColors>;

/** Colours for a stream: as NO_COLOR and FORCE_COLOR say, else only on a terminal. */
export function styleOf(stream: NodeJS.WriteStream): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return colors.createColors(false);
  return colors.createColors(FORCE_COLOR ? FORCE_COLOR !== "0" : stream.isTTY === true && TERM !== "dumb");
}

/** Columns of a stream's terminal; 80 when it is none. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return Math.max(40, stream.columns || Number(process.env.COLUMNS) || 80);
}

/** Ends in a line break and goes to standard output; passwords and tokens do not. */
export function print(text: string): void {
  const shown = hideSecrets(text);
  process.stdout.write(shown.endsWith("\n") ? shown : `${shown}\n`);
}

/** Goes to standard output for programs. */
export function printJson(value: unknown): void {
  print(visibleJson(value));
}

/** Ends in a line break and goes to standard error, where everything that is not data goes; passwords and tokens do not. */
export function note(text: string): void {
  const shown = hideSecrets(text);
  process.stderr.write(shown.endsWith("\n") ? shown : `${shown}\n`);
}
