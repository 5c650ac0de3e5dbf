import { z } from "zod";
import { defineSignal } from "../core/signal.ts";

const HOUR = 3_600_000;

export const supplyPower = defineSignal({
  type: "supply-power",
  summary: "Adds the mean power in W over each interval, from a metric that holds the interval's energy in kWh.",
  options: z.strictObject({
    energy: z
      .string()
      .meta({ description: "The metric with the energy of each interval in kWh.", examples: ["reading"] }),
  }),
  example: { energy: "reading" },
  create(o, c) {
    c.metric(o.energy);
    const watts = (1000 * HOUR) / c.grid.interval;
    return {
      fill(out, block) {
        const energy = block.metric(o.energy);
        for (let i = 0; i < block.ticks; i++) out[i] += energy[i] * watts;
      },
    };
  },
});
