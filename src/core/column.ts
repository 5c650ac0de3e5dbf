import { z } from "zod";
import { zoneName } from "./zone.ts";

/** A column of a table: what it shows, under that name or another. */
export const column = z.union([z.string(), z.record(z.string(), z.string())]).meta({
  id: "column",
  description:
    "A column: what it shows, or { name: what }. What is timestamp, until (the timestamp of the next record), begin, end, id, a tag, a metric; in long records also metric, unit, value; in event records event; in the inventory a metric, and last.TABLE, when its last event began.",
  examples: ["timestamp", { meter_id: "id" }],
});

/** How the instants of a table are written. */
export const timeOptions = z
  .strictObject({
    format: z
      .enum(["iso", "naive", "sql", "epoch", "epoch-ms"])
      .default("iso")
      .meta({
        description: "iso: with offset or Z; naive: ISO without; sql: 2024-01-01 00:00:00; epoch: seconds; epoch-ms.",
        examples: ["iso"],
      }),
    zone: zoneName
      .optional()
      .meta({ description: "Zone of the printed offset; absent means the scenario's.", examples: ["Europe/Berlin"] }),
  })
  .prefault({})
  .meta({ description: "How instants are written.", examples: [{ format: "naive" }] });
