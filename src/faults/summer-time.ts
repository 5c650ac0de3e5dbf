import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

const QUARTER = 7_884_000_000;
/** Around any instant, in quarters of a year: no more than one apart, and winter time lasts longer than one. */
const AROUND = [-2, -1, 0, 1, 2];

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
        const winter = Math.min(...AROUND.map((n) => zone.offsetAt(time + n * QUARTER)));
        out[i] += zone.offsetAt(time) - winter;
      }
    },
  }),
});
