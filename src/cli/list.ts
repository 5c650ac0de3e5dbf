import { catalogs } from "../catalog.ts";
import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { print, printJson, styleOf, widthOf } from "./style.ts";
import { wrap } from "./text-table.ts";

type Kind = keyof typeof catalogs;

/** The kinds in the order in which people look for them. */
export const KINDS: readonly Kind[] = ["presets", "signals", "schedules", "anomalies", "faults", "encoders", "sinks"];

interface Entry {
  type: string;
  summary: string;
}

export function entriesOf(kind: Kind): Entry[] {
  return Object.entries<Entry>(catalogs[kind]).map(([type, { summary }]) => ({ type, summary }));
}

export function list(kind: string | undefined, flags: { json?: boolean }): void {
  const wanted = KINDS.filter((known) => kind === undefined || known === kind);
  if (wanted.length === 0) {
    const near = suggest(kind ?? "", KINDS);
    throw new UsageError(
      `unknown kind \`${kind}\`; there are ${KINDS.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
    );
  }
  if (flags.json) {
    printJson(Object.fromEntries(wanted.map((name) => [name, entriesOf(name)])));
    return;
  }
  const style = styleOf(process.stdout);
  const width = Math.min(100, widthOf(process.stdout));
  const column = 2 + Math.max(...wanted.flatMap(entriesOf).map(({ type }) => type.length));
  const lines = wanted.flatMap((name) => [
    style.bold(`${name}:`),
    ...entriesOf(name).map(({ type, summary }) => {
      const [first, ...more] = wrap(summary, width - column - 2).split("\n");
      return [
        `  ${style.cyan(type)}${" ".repeat(column - type.length)}${first}`,
        ...more.map((line) => " ".repeat(column + 2) + line),
      ].join("\n");
    }),
    "",
  ]);
  print(`${lines.join("\n")}fauxmetry describe <name> tells the options.`);
}
