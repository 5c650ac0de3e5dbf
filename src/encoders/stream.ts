import type { Batch, Schema } from "../core/batch.ts";
import type { EncoderStream } from "../core/encoder.ts";
import { compile, mayCompile } from "./compiled.ts";
import { interpret } from "./interpreted.ts";
import { checkColumns, type Layout } from "./layout.ts";

/** Rows after which compiling pays for itself. */
const WORTH = 4000;

/** Rows as text after a header: interpreted at first, compiled once there are enough of them. */
export function openText(layout: Layout, schema: Schema, header: string): EncoderStream {
  const encoder = new TextEncoder();
  const plain = interpret(layout, schema);
  let fast: ((batch: Batch) => Uint8Array | undefined) | undefined;
  let rows = 0;
  return {
    start: () => encoder.encode(header),
    write(batch) {
      checkColumns(batch, schema);
      rows += batch.rows;
      if (rows > WORTH) fast ??= mayCompile() ? compile(layout, schema) : plain;
      return fast?.(batch) ?? plain(batch);
    },
    end: () => new Uint8Array(0),
  };
}
