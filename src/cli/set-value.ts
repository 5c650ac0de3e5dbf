import { ScenarioError, UsageError } from "../core/error.ts";
import { FORBIDDEN, isMapping } from "../engine/plain.ts";
import { readSource } from "../engine/source-tree.ts";

/** A `--set path=value`. */
export interface Setting {
  /** As it was written, for messages. */
  flag: string;
  path: readonly (string | number)[];
  value: unknown;
}

/** Reads the text of an option: `metrics.load.signals[0].sine.period=2h`; the value is YAML: `5`, `text`, `[1, 2]`, `{ uniform: [1, 2] }`. */
export function readSetting(
  text: string,
  option = "--set",
  example = "metrics.load.signals[0].sine.period=2h",
): Setting {
  const flag = `${option} ${text}`;
  const at = text.indexOf("=");
  const written = text.slice(0, at).trim();
  const value = text.slice(at + 1).trim();
  if (at < 1 || value === "" || !/^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(written)) {
    throw new UsageError(`${flag}: expected ${example.includes(".") ? "path" : "name"}=value, such as ${example}`);
  }
  const path = [...written.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([name, index]) =>
    index === undefined ? name : Number(index),
  );
  const refused = path.find((name) => FORBIDDEN.has(String(name)));
  if (refused !== undefined) throw new UsageError(`${flag}: the name \`${refused}\` is not allowed`);
  try {
    return { flag, path, value: isPlain(value) ? value : readSource(value, flag, "YAML").input };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new UsageError(`${flag}: ${error.issues[0].message}`, { cause: error });
  }
}

/** Whether YAML takes a text for itself, told without its parser: that takes longer to load than many runs do. */
export function isPlain(text: string): boolean {
  return /^[a-z][a-z0-9_-]*$/.test(text) && !["null", "true", "false"].includes(text);
}

/** Sets a value below `root` in place; mappings on the way are made, lists must be there. */
export function setValue(root: Record<string, unknown>, { flag, path, value }: Setting): void {
  let holder: unknown = root;
  for (const [i, step] of path.entries()) {
    const name = Array.isArray(holder) && /^\d+$/.test(String(step)) ? Number(step) : step;
    const so = path.slice(0, i).join(".") || "the scenario";
    if (Array.isArray(holder)) {
      if (typeof name !== "number" || name > holder.length) {
        throw new UsageError(
          `${flag}: ${so} is a list of ${holder.length}; expected an index from 0 to ${holder.length}`,
        );
      }
    } else if (!isMapping(holder) || typeof name === "number") {
      throw new UsageError(
        `${flag}: ${so} is not a ${typeof name === "number" ? "list" : "mapping"}; there is no \`${step}\` in it`,
      );
    }
    const place = holder as Record<string | number, unknown>;
    if (i === path.length - 1) place[name] = value;
    else {
      if (!Object.hasOwn(place, name) || place[name] === null) place[name] = {};
      holder = place[name];
    }
  }
}
