import type { Path } from "../error.ts";
import type { Tag } from "../inventory.ts";
import { suggest } from "../suggest.ts";
import { textOf } from "./definition.ts";

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 12).join(", ");
  return texts.length > 12 ? `${shown} and ${texts.length - 12} more` : shown;
}

/**
 * Checks that a table of cases covers every value of a tag, where its values are known, or else has an `otherwise`,
 * and that no case is a misspelt value. Reports what is wrong at the paths `by` and `values`.
 */
export function checkCases(
  tag: Tag,
  cases: readonly string[],
  otherwise: boolean,
  fail: (path: Path, message: string, suggestion?: string) => void,
): void {
  if (tag.values === undefined) {
    if (!otherwise) fail(["by"], `\`${tag.name}\` can take any value: add \`otherwise\` for those not in \`values\``);
    return;
  }
  const known = new Set(tag.values.map((value) => textOf(tag, value)));
  const named = new Set(cases);
  const missing = [...known].filter((text) => !named.has(text));
  for (const text of cases) {
    const meant = known.has(text) ? undefined : suggest(text, missing);
    if (meant !== undefined)
      fail(["values", text], `\`${tag.name}\` is never "${text}"; it is one of ${listed([...known])}`, meant);
  }
  if (missing.length > 0 && !otherwise)
    fail(
      ["values"],
      `no value for \`${tag.name}\` = ${listed(missing.map((text) => `"${text}"`))}; add it or \`otherwise\``,
    );
}
