import { z } from "zod";
import { instant, parseInstant } from "../core/instant.ts";
import { param } from "../core/param.ts";
import { lineValue, type Polyline, pointAt } from "../core/polyline.ts";
import { defineSignal } from "../core/signal.ts";
import type { Zone } from "../core/zone.ts";

const point = z.strictObject({
  at: instant.meta({
    description: "When; without an offset, in the entity's local time. Not relative to now.",
    examples: ["2024-03-01"],
  }),
  value: param.meta({ description: "Value there.", examples: [120] }),
});

export const changepoints = defineSignal({
  type: "changepoints",
  summary:
    "Adds straight lines, or steps, between values at given instants; before the first and after the last they hold.",
  options: z.strictObject({
    points: z
      .array(point)
      .min(1)
      .max(10_000)
      .meta({ description: "Instants in order and the values there.", examples: [[{ at: "2024-03-01", value: 120 }]] }),
    interpolation: z
      .enum(["linear", "step"])
      .default("linear")
      .meta({
        description: "linear: straight lines between the values; step: each holds until the next.",
        examples: ["step"],
      }),
  }),
  example: {
    points: [
      { at: "2024-01-01", value: 100 },
      { at: "2024-03-01", value: 120 },
      { at: "2024-04-01", value: 90 },
    ],
  },
  create(o, c) {
    const linear = o.interpolation === "linear";
    const values = o.points.map(({ value }, i) => c.param(value, `points.${i}.value`));
    const known = new Map<Zone, number[]>();
    const timesIn = (zone: Zone): number[] => {
      const times =
        known.get(zone) ?? o.points.map(({ at }) => parseInstant(at, { now: 0, zone, as: "start" }) - c.grid.origin);
      known.set(zone, times);
      return times;
    };
    o.points.forEach(({ at }, i) => {
      if (at.startsWith("now"))
        c.fail(["points", i, "at"], `found ${at}, which moves with the clock; expected an instant such as 2024-03-01`);
    });
    const times = timesIn(c.inventory.zoneOf(0));
    o.points.forEach(({ at }, i) => {
      if (i > 0 && times[i] <= times[i - 1])
        c.fail(["points", i, "at"], `found ${at}, not after ${o.points[i - 1].at}; expected instants in order`);
    });
    return {
      fill(out, block) {
        const line: Polyline = { times: timesIn(block.zone), values: values.map((value) => value(block.entity)) };
        let k = -1;
        for (let i = 0; i < block.ticks; i++) {
          const time = (block.tick + i) * c.grid.interval;
          k = pointAt(line, time, k);
          out[i] += lineValue(line, time, k, linear);
        }
      },
    };
  },
});
