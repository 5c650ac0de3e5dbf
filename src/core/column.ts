import { z } from "zod";

/** A column of a table: what it shows, under that name or another. */
export const column = z.union([z.string(), z.record(z.string(), z.string())]).meta({
  id: "column",
  description:
    "A column: what it shows, or { name: what }. What is timestamp, begin, end, id, a tag, a metric; in long records also metric, unit, value; in event records event.",
  examples: ["timestamp", { meter_id: "id" }],
});
