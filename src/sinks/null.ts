import { z } from "zod";
import { defineSink, type SinkDefinition } from "../core/sink.ts";

/** Nowhere: rows are made, counted and dropped. */
const nothing: SinkDefinition = defineSink({
  type: "null",
  summary: "Nowhere, to measure generation alone: null:",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => url === "null:",
  create() {
    let rows = 0;
    return {
      async open() {},
      async write(batch) {
        rows += batch.rows;
      },
      async flush() {
        return undefined;
      },
      async seal(partition) {
        const seal = { partition, rows, bytes: 0, crc32: "" };
        rows = 0;
        return seal;
      },
      async close() {},
    };
  },
});

export { nothing as null };
