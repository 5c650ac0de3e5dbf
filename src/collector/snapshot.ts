import { z } from "zod";
import { PermanentError } from "../core/error.ts";
import { parseInstant } from "../core/instant.ts";
import { utc } from "../core/zone.ts";

/** Most dimensions of a segment: the columns of its table. */
export const DIMENSIONS = 3;

const shape = z.looseObject({
  generated_at: z.string(),
  segments: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        dimensions: z.array(z.string()).max(DIMENSIONS),
        rows: z.array(
          z.looseObject({
            dimensions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
            count: z.number().int().min(0),
          }),
        ),
      }),
    )
    .min(1),
});

/** What a segment API answered: how many of a fleet were online at an instant, by segment. */
export interface Snapshot {
  /** The instant, UTC: `2026-11-21 21:04:45`. */
  ts: string;
  rows: readonly SegmentRow[];
}

/** One group of a segment: how many, and up to three pairs of a dimension's name and value. */
export interface SegmentRow {
  segment: string;
  count: number;
  dimensions: readonly (readonly [name: string, value: string])[];
}

/**
 * Reads the answer of a segment API. A segment without groups becomes one row that counts 0, so that an outage is seen.
 * Throws a PermanentError that says what is wrong with it.
 */
export function readSnapshot(text: string, from: string): Snapshot {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new PermanentError(`${from} is no JSON: ${(error as Error).message}`);
  }
  const { data, error } = shape.safeParse(input);
  if (!data) {
    const [{ path, message }] = error.issues;
    throw new PermanentError(`${from} is no answer of a segment API: ${path.join(".") || "it"}: ${message}`);
  }
  const rows = data.segments.flatMap(({ name, dimensions, rows }): SegmentRow[] => {
    if (rows.length === 0) return [{ segment: name, count: 0, dimensions: dimensions.map((of) => [of, ""]) }];
    return rows.map((row) => ({
      segment: name,
      count: row.count,
      dimensions: dimensions.map((of) => [of, String(row.dimensions[of] ?? "")]),
    }));
  });
  return { ts: sqlTime(instantOf(data.generated_at, `${from}: generated_at`)), rows };
}

/** ms UTC of a time without a zone, or with one. */
export function instantOf(text: string, what: string): number {
  try {
    return parseInstant(text.trim(), { now: Number.NaN, zone: utc, as: "start" });
  } catch (error) {
    throw new PermanentError(`${what}: ${(error as Error).message}`);
  }
}

/** `2026-11-21 21:04:45`, UTC. */
export function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** The files of a snapshot are named by its time: `segment_stats_20261121210445`. */
export function fileName(ts: string): string {
  return `segment_stats_${ts.replace(/\D/g, "")}`;
}

/** The time in such a name, with any extension; undefined where there is none. */
export function timeInName(name: string): string | undefined {
  const digits = /segment_stats_(\d{14})\.[a-z]+$/.exec(name)?.[1];
  return digits?.replace(/(....)(..)(..)(..)(..)(..)/, "$1-$2-$3 $4:$5:$6");
}
