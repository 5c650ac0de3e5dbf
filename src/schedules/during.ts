import { z } from "zod";
import { schedule } from "../core/link.ts";
import { derive } from "../core/random.ts";
import { defineSchedule } from "../core/schedule.ts";

export const during = defineSchedule({
  type: "during",
  summary: "Those windows of one schedule that begin within windows of another.",
  options: z.strictObject({
    keep: schedule.meta({
      description: "The schedule whose windows are kept, as they are.",
      examples: [{ random: { rate: "1/1d", length: ["5m", "2h"] } }],
    }),
    within: schedule.meta({
      description: "The schedule in whose windows they must begin.",
      examples: [{ "business-hours": {} }],
    }),
  }),
  example: { keep: { random: { rate: "1/1d", length: ["5m", "2h"] } }, within: { "business-hours": {} } },
  create(o, c) {
    const keep = c.schedule(o.keep, "keep");
    const within = c.schedule(o.within, "within");
    return {
      fixed: keep.fixed && within.fixed,
      windows({ key, entity }, from, to, visit) {
        const around = { key: derive(key, "within"), entity };
        keep.windows({ key: derive(key, "keep"), entity }, from, to, (window) => {
          let inside = false;
          within.windows(around, window.start, window.start + 1, () => {
            inside = true;
          });
          if (inside) visit(window);
        });
      },
    };
  },
});
