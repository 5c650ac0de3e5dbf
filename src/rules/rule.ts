import { z } from "zod";
import { duration, milliseconds } from "../core/duration.ts";
import type { Condition } from "./condition.ts";
import { conditions } from "./conditions/index.ts";

const cell = z.union([z.string(), z.number(), z.boolean()]);
const names = z.union([z.string(), z.array(z.string()).min(1)]);

const when = z
  .union(
    Object.values(conditions).map(({ type, options, summary }) =>
      z.strictObject({ [type]: options.meta({ description: summary }) }),
    ),
  )
  .meta({ description: "What breaches it.", examples: [{ drop: { history: 4, threshold: 0.15 } }] });

/** A rule: which series of a table it watches, and what breaches it. */
export const rule = z.strictObject({
  table: z.string().default("segment_timeseries").meta({ description: "Table of the database." }),
  time: z.string().default("ts").meta({ description: "Its column of times; the rows of one time are a snapshot." }),
  value: z.string().default("count").meta({ description: "Its column of values." }),
  aggregate: z
    .enum(["sum", "mean", "min", "max", "count"])
    .default("sum")
    .meta({ description: "What is made of the values of one snapshot and series." }),
  where: z
    .record(z.string(), z.union([cell, z.array(cell).min(1)]))
    .default({})
    .meta({ description: "Rows that count, by values of their columns.", examples: [{ segment: "Supplier" }] }),
  by: names.default([]).meta({
    description: "Columns whose values tell series apart; each is judged by itself.",
    examples: ["dim1_value"],
  }),
  of: z
    .union([z.number().positive(), z.string()])
    .optional()
    .meta({ description: "Values are shown and judged as a percentage of this number, or of the rows of a CSV file." }),
  when,
  for: z.number().int().min(1).max(1000).default(1).meta({ description: "Snapshots in a row that must breach it." }),
  warmUp: duration
    .default("1h")
    .meta({ description: "The time after the first snapshot that is no baseline, for a fleet that only starts." }),
  hold: duration.default("1d").meta({
    description: "How long an incident is held against what was normal before it; then the new level is normal.",
  }),
  severity: z.enum(["info", "warning", "critical"]).default("warning").meta({ description: "How bad it is." }),
});

/** A rule made ready. */
export interface Rule extends Omit<z.output<typeof rule>, "when" | "by" | "warmUp" | "hold"> {
  readonly id: string;
  readonly by: readonly string[];
  /** ms. */
  readonly warmUp: number;
  readonly hold: number;
  readonly condition: Condition;
}

export function createRule(id: string, { when, by, warmUp, hold, ...rest }: z.output<typeof rule>): Rule {
  const [[kind, options]] = Object.entries(when) as [keyof typeof conditions, never][];
  return {
    ...rest,
    id,
    by: typeof by === "string" ? [by] : by,
    warmUp: milliseconds(warmUp),
    hold: milliseconds(hold),
    condition: conditions[kind].create(options, undefined),
  };
}
