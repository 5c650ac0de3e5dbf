import type { Document } from "mongodb";
import type { Batch, Schema } from "../../core/batch.ts";
import { kindOf, readersOf } from "../rows.ts";
import type { Store } from "./store.ts";

/** Gathers documents in the order of the fields, and hands them on when there are `limit`; names with dots nest. `keyed` ones get an `_id` of their key's values. */
export function documentBuffer(
  of: Schema,
  { fields, key }: Schema,
  keyed: boolean,
  limit: number,
  put: (documents: Document[]) => Promise<void>,
): Pick<Store, "write" | "flush"> {
  const readers = readersOf(of);
  const instants = fields.map((field) => kindOf(field) === "instant");
  const keys = fields.flatMap(({ name }, c) => (key.includes(name) ? [c] : []));
  const text = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));
  const documentOf = (batch: Batch, i: number): Document => {
    const values = readers.map((read, c) => {
      const value = read(batch, i);
      return instants[c] && value !== null ? new Date(value as number) : value;
    });
    const document: Document = keyed ? { _id: keys.map((c) => text(values[c])).join("/") } : {};
    for (let c = 0; c < fields.length; c++) place(document, fields[c].name, values[c]);
    return document;
  };
  let documents: Document[] = [];
  const flush = async () => {
    const full = documents;
    documents = [];
    if (full.length > 0) await put(full);
  };
  return {
    async write(batch) {
      for (let i = 0; i < batch.rows; i++) {
        documents.push(documentOf(batch, i));
        if (documents.length >= limit) await flush();
      }
    },
    flush,
  };
}

function place(document: Document, name: string, value: unknown): void {
  const dot = name.indexOf(".");
  if (dot < 0) document[name] = value;
  else {
    document[name.slice(0, dot)] ??= {};
    place(document[name.slice(0, dot)], name.slice(dot + 1), value);
  }
}
