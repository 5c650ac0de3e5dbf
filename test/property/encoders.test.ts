import fc from "fast-check";
import { expect, test } from "vitest";
import type { Schema } from "../../src/core/batch.ts";
import { compile } from "../../src/encoders/compiled.ts";
import { csv, delimitedLayout } from "../../src/encoders/csv.ts";
import { interpret } from "../../src/encoders/interpreted.ts";
import type { Layout } from "../../src/encoders/layout.ts";
import { ndjsonLayout } from "../../src/encoders/ndjson.ts";
import { anySeries, batchOf } from "../contract/encoder-batches.ts";

const utf8 = new TextDecoder();

const layouts: Record<string, (schema: Schema) => Layout> = {
  ndjson: ndjsonLayout,
  csv: (schema) => delimitedLayout(",", csv.options.parse({}), schema),
  "tsv with every value quoted": (schema) =>
    delimitedLayout("\t", csv.options.parse({ quote: "all", crlf: true }), schema),
};

for (const [name, layoutOf] of Object.entries(layouts)) {
  test(`${name}: compiled and interpreted give the same bytes for any rows of any schema`, () => {
    let batches = 0;
    let covered = 0;
    fc.assert(
      fc.property(anySeries, fc.nat(40), (series, cut) => {
        const whole = batchOf(series);
        const layout = layoutOf(whole.schema);
        const plain = interpret(layout, whole.schema);
        const fast = compile(layout, whole.schema);
        const middle = Math.min(cut, whole.rows);
        for (const batch of [batchOf(series, 0, middle), whole, batchOf(series, middle), whole]) {
          const bytes = fast(batch);
          batches++;
          if (bytes === undefined) continue;
          covered++;
          expect(utf8.decode(bytes)).toBe(utf8.decode(plain(batch)));
        }
      }),
      { seed: 20240101, numRuns: 80 },
    );
    expect(covered / batches).toBeGreaterThan(0.95);
  });
}
