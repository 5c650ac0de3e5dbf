import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

const HALF_YEAR = 15_768_000_000;

export const summerTime = defineEffect({
  type: "summer-time",
  summary: "Stamps rows with summer time taken for winter time: one day of the year has 23 hours, one 25.",
  family: "fault",
  changes: "clock",
  options: z.strictObject({}),
  example: {},
  create: (_, { grid }) => ({
    apply(out, { tick, ticks, zone }) {
      for (let i = 0; i < ticks; i++) {
        const time = grid.timeOf(tick + i);
        const offset = zone.offsetAt(time);
        // half a year away the other of the two offsets holds, where a zone has two
        out[i] += offset - Math.min(offset, zone.offsetAt(time - HALF_YEAR), zone.offsetAt(time + HALF_YEAR));
      }
    },
  }),
});
