import { z } from "zod";
import { defineEffect } from "../core/effect.ts";

export const offline = defineEffect({
  type: "offline",
  summary: "Nothing arrives while it lasts; then all of it arrives at once.",
  family: "delivery",
  changes: "delivery",
  finite: true,
  options: z.strictObject({}),
  example: {},
  create: (_, { grid }) => ({
    transport: {
      reach: 0,
      waits: true,
      deliver(delivery, { tick, last }) {
        delivery.delay = Math.max(delivery.delay, grid.timeOf(last) - grid.timeOf(tick));
      },
    },
  }),
});
