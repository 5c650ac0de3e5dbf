import { z } from "zod";
import { instant, parseInstant } from "../core/instant.ts";
import { length, lengthOf } from "../core/length.ts";
import { fork } from "../core/random.ts";
import { defineSchedule } from "../core/schedule.ts";

export const once = defineSchedule({
  type: "once",
  summary: "One window at a given instant.",
  options: z.strictObject({
    at: instant.meta({
      description: "When it begins; without an offset, in the entity's local time. Not relative to now.",
      examples: ["2024-03-01T06:00"],
    }),
    length,
  }),
  example: { at: "2024-03-01T06:00", length: "2h" },
  create(o, c) {
    if (o.at.startsWith("now"))
      c.fail(["at"], `found ${o.at}, which moves with the clock; expected an instant such as 2024-03-01T06:00`);
    const { least, greatest, draw } = lengthOf(o.length, c);
    return {
      fixed: least === greatest,
      windows({ key, entity }, from, to, visit) {
        const start = parseInstant(o.at, { now: 0, zone: c.inventory.zoneOf(entity), as: "start" });
        const own = fork(key, 0);
        const end = start + draw(own);
        if (start < to && end > from) visit({ id: "0", start, end, key: fork(own, 2) });
      },
      expected(entity, from, to) {
        const start = parseInstant(o.at, { now: 0, zone: c.inventory.zoneOf(entity), as: "start" });
        return { mean: start >= from && start < to ? 1 : 0, variance: 0 };
      },
    };
  },
});
