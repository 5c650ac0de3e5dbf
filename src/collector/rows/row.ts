import { PermanentError } from "../../core/error.ts";
import { isMapping } from "../../engine/plain.ts";

/** A row as it came: values by column, of nested objects by dotted names. */
export type Row = ReadonlyMap<string, unknown>;

/** The row that a JSON value stands for; `where` names it in messages. */
export function rowOf(value: unknown, where: string): Row {
  if (!isMapping(value))
    throw new PermanentError(`${where}: expected an object; found ${JSON.stringify(value).slice(0, 80)}`);
  const row = new Map<string, unknown>();
  const add = (object: Record<string, unknown>, before: string): void => {
    for (const [name, one] of Object.entries(object)) {
      if (isMapping(one)) add(one, `${before}${name}.`);
      else row.set(before + name, Array.isArray(one) ? JSON.stringify(one) : one);
    }
  };
  add(value, "");
  return row;
}

/**
 * The rows of a JSON document: at a dotted path; without one, the document if it is a list, its only list of objects, or the
 * document itself as one row.
 */
export function rowsIn(document: unknown, path: string | undefined, from: string): Row[] {
  const found = path === undefined ? listIn(document) : at(document, path, from);
  const list = Array.isArray(found) ? found : [found];
  return list.map((value, i) => rowOf(value, `${from}, row ${i + 1}`));
}

function at(document: unknown, path: string, from: string): unknown {
  let value = document;
  for (const name of path.split(".")) {
    const next = isMapping(value) ? value[name] : undefined;
    if (next === undefined) {
      const there = isMapping(value) ? `; there are ${Object.keys(value).join(", ")}` : "";
      throw new PermanentError(`${from} has nothing at ${path}: no ${name}${there}`);
    }
    value = next;
  }
  return value;
}

function listIn(document: unknown): unknown {
  if (!isMapping(document)) return document;
  const lists = Object.values(document).filter((value) => Array.isArray(value) && value.every(isMapping));
  return lists.length === 1 ? lists[0] : document;
}
