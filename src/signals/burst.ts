import { z } from "zod";
import { burstFields, createBursts } from "../core/bursts.ts";
import { TENS } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";

const RUN = 1024;
const amounts = new Float64Array(RUN);

export const burst = defineSignal({
  type: "burst",
  summary: "Adds an amount at random ticks, 0 at the others: the same that a stock with a burst of this name moves by.",
  options: z.strictObject({
    name: z
      .string()
      .min(1)
      .meta({ description: "Its name: bursts of one name come together.", examples: ["spike"] }),
    ...burstFields,
    decimals: z
      .int()
      .min(0)
      .max(9)
      .default(2)
      .meta({ description: "Decimals of the amounts.", examples: [2] }),
  }),
  example: { name: "spike", probability: 0.05, size: [10, 60] },
  create({ name, decimals, ...law }, c) {
    const unit = TENS[decimals];
    const bursts = createBursts(name, law, unit, [], c);
    return {
      fill(out, { entity, tick, ticks }) {
        for (let at = 0; at < ticks; at += RUN) {
          const run = Math.min(RUN, ticks - at);
          bursts.add(amounts.fill(0), entity, tick + at, run);
          for (let i = 0; i < run; i++) out[at + i] += amounts[i] / unit;
        }
      },
    };
  },
});
