import type { Field, Schema } from "../../core/batch.ts";
import { PermanentError } from "../../core/error.ts";
import type { Stamp } from "../../core/sink.ts";

/** Holds which source each table has rows of. */
export const SOURCES = "fauxmetry_sources";

/** Which rows a table holds. */
export interface Source {
  source: string;
  seed: number;
}

/** A table or collection of a store, as it is made ready. */
export interface Table {
  /** Of the columns that are there, by name; undefined where there is no table. */
  columns(): Promise<ReadonlyMap<string, string> | undefined>;
  typeOf(field: Field): string;
  drop(): Promise<void>;
  create(): Promise<void>;
  /** Whose rows it holds, as it was recorded. */
  source(): Promise<Source | undefined>;
  record(stamp: Stamp): Promise<void>;
}

/** Creates a table, or holds the one that is there against what is needed; throws a PermanentError where it does not fit. */
export async function prepareTable(table: Table, schema: Schema, stamp: Stamp, force: boolean): Promise<void> {
  const name = schema.table;
  if (schema.key.length === 0)
    throw new PermanentError(`the table ${name} has no key: add id and timestamp to its columns`);
  const there = await table.columns();
  if (there && force) await table.drop();
  if (!there || force) {
    // first whose it is: a table that is there without is refused as somebody else's
    await table.record(stamp);
    await table.create();
    return;
  }
  const wrong = differences(schema.fields, there, table.typeOf);
  if (wrong.length > 0)
    throw new PermanentError(`the table ${name} that is there does not fit: ${wrong.join("; ")}; --force replaces it`);
  const known = await table.source();
  if (!known)
    throw new PermanentError(`the table ${name} was not made by fauxmetry: it is left alone; --force replaces it`);
  if (known.source !== stamp.source)
    throw new PermanentError(
      `the table ${name} holds another scenario or seed (${known.seed}): use another table or database; --force replaces it`,
    );
}

function differences(fields: readonly Field[], there: ReadonlyMap<string, string>, typeOf: Table["typeOf"]): string[] {
  const wrong = fields.flatMap((field) => {
    const [found, expected] = [there.get(field.name), typeOf(field)];
    if (found === undefined) return [`there is no column ${field.name}`];
    return found === expected ? [] : [`the column ${field.name} is ${found}, expected ${expected}`];
  });
  const needed = new Set(fields.map(({ name }) => name));
  return [...wrong, ...[...there.keys()].filter((name) => !needed.has(name)).map((name) => `unknown column ${name}`)];
}
