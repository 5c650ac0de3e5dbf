import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { lineValue, type Polyline, pointAt } from "../core/polyline.ts";
import { recordingOf, repeated } from "../core/recording.ts";
import { defineSignal } from "../core/signal.ts";
import type { Zone } from "../core/zone.ts";

export const replay = defineSignal({
  type: "replay",
  summary:
    "Adds a column of a CSV or Parquet file: a recording, at its own times or one row after another from the origin on.",
  options: z
    .strictObject({
      from: z
        .string()
        .min(1)
        .meta({ description: "The file, from the scenario's folder.", examples: ["load.csv", "day.parquet"] }),
      column: z
        .string()
        .meta({ description: "The column with the values; rows without one are left out.", examples: ["load"] }),
      time: z
        .string()
        .optional()
        .meta({
          description:
            "The column with the rows' instants in order: text (without an offset in the entity's local time), or numbers: seconds since 1970, milliseconds beyond 10^11.",
          examples: ["timestamp"],
        }),
      every: positiveDuration
        .optional()
        .meta({ description: "Without `time`: from one row to the next; absent means one tick.", examples: ["30m"] }),
      end: z
        .enum(["repeat", "hold"])
        .default("repeat")
        .meta({
          description:
            "Before the first row and after the last. repeat: all over again; hold: the nearest value stays.",
          examples: ["hold"],
        }),
      interpolation: z
        .enum(["linear", "step"])
        .default("linear")
        .meta({
          description: "linear: straight lines between the values; step: each holds until the next.",
          examples: ["step"],
        }),
    })
    .refine((o) => o.time === undefined || o.every === undefined, {
      error: "time or every, not both",
      path: ["every"],
    }),
  example: { from: "load.csv", column: "load", every: "30m" },
  create(o, c) {
    const linear = o.interpolation === "linear";
    const every = o.every === undefined ? c.grid.interval : milliseconds(o.every);
    const table = c.read(o.from, "from");
    const known = new Map<Zone, { line: Polyline; start: number; period: number }>();
    const lineIn = (zone: Zone) => {
      const found = known.get(zone);
      if (found) return found;
      const recording = recordingOf(table, o, every, zone, c.grid.origin, c.fail);
      const made = o.end === "repeat" ? repeated(recording) : { line: recording.line, start: 0, period: Infinity };
      known.set(zone, made);
      return made;
    };
    lineIn(c.inventory.zoneOf(0));
    return {
      fill(out, block) {
        const { line, start, period } = lineIn(block.zone);
        let k = 0;
        for (let i = 0; i < block.ticks; i++) {
          const since = (block.tick + i) * c.grid.interval - start;
          const time = period === Infinity ? since : since - Math.floor(since / period) * period;
          k = pointAt(line, time, k);
          out[i] += lineValue(line, time, k, linear);
        }
      },
    };
  },
});
