import { z } from "zod";
import { DAY, localDays } from "../core/local.ts";
import { cos2pi } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

/** Low at 04:00 and high at 18:00, half a cosine up and half a cosine down. */
function smooth(hours: number): number {
  const since = hours < 4 ? hours + 20 : hours - 4;
  return 0.5 - 0.5 * cos2pi(since < 14 ? since / 28 : (since - 4) / 20);
}

/** The default shape every quarter of an hour. */
const USUAL = Array.from({ length: 96 }, (_, i) => smooth(i / 4));

const list = z.array(z.number()).min(1).max(1440);

export const daily = defineSignal({
  type: "daily",
  summary: "Adds a profile of the local day, low at night and high in the evening unless given.",
  options: z.strictObject({
    low: param.default(0).meta({ description: "Value where the profile is 0.", examples: [20] }),
    high: param.default(1).meta({ description: "Value where the profile is 1.", examples: [80] }),
    profile: list.optional().meta({
      description: "Equally spaced values from midnight on; absent means low at 04:00, high at 18:00.",
      examples: [[0.1, 0.2, 1, 0.6]],
    }),
    weekday: list
      .optional()
      .meta({ description: "Profile of Monday to Friday instead.", examples: [[0.1, 0.3, 1, 0.6]] }),
    saturday: list.optional().meta({ description: "Profile of Saturday instead.", examples: [[0.1, 0.1, 0.5, 0.4]] }),
    sunday: list.optional().meta({ description: "Profile of Sunday instead.", examples: [[0.1, 0.1, 0.4, 0.3]] }),
    interpolation: z
      .enum(["linear", "step"])
      .default("linear")
      .meta({
        description: "linear: straight lines between the values; step: each holds until the next.",
        examples: ["step"],
      }),
  }),
  example: { low: 20, high: 80 },
  create(o, c) {
    const low = c.param(o.low, "low");
    const high = c.param(o.high, "high");
    const usual = o.profile ?? USUAL;
    const weekday = o.weekday ?? usual;
    const days = [weekday, weekday, weekday, weekday, weekday, o.saturday ?? usual, o.sunday ?? usual];
    const linear = o.interpolation === "linear";
    return {
      fill(out, block) {
        const base = low(block.entity);
        const span = high(block.entity) - base;
        localDays(c.grid, block, (from, to, day, midnight) => {
          // day 0 is a Thursday
          const today = (((day + 3) % 7) + 7) % 7;
          const values = days[today];
          const count = values.length;
          const after = days[(today + 1) % 7][0];
          for (let i = from; i < to; i++) {
            const x = ((c.grid.timeOf(block.tick + i) - midnight) / DAY) * count;
            const k = Math.floor(x);
            const next = k + 1 < count ? values[k + 1] : after;
            out[i] += base + span * (linear ? values[k] + (x - k) * (next - values[k]) : values[k]);
          }
        });
      },
    };
  },
});
