import { z } from "zod";
import { uniform } from "../../core/random.ts";
import { COMPAT_HOUR, defineSeries, level, ordered } from "./series.ts";

export const periodicSpike = defineSeries({
  type: "periodic-spike",
  family: "anomaly",
  summary: "A constant with a spike at equal distances. With compat=1 samples are counted anew after each 30.",
  options: z.strictObject({
    base_value: level.default(0).meta({ description: "The constant.", examples: [0] }),
    spike_interval: z
      .int()
      .min(1)
      .max(1e9)
      .default(1200)
      .meta({ description: "Samples from one spike to the next: 1200 are three an hour.", examples: [1200] }),
    min_spike_range: level.default(5).meta({ description: "Least value of a spike.", examples: [5] }),
    max_spike_range: level.default(10).meta({ description: "Greatest value of a spike.", examples: [10] }),
  }),
  example: {},
  create(o, context) {
    ordered(o, "min_spike_range", "max_spike_range", context);
    const { base_value: base, min_spike_range: low, max_spike_range: high } = o;
    return {
      base,
      fill(values, anomalous, from) {
        for (let i = 0; i < values.length; i++) {
          const count = context.compat ? (from + i + 1) % COMPAT_HOUR : from + i + 1;
          const hit = count !== 0 && count % o.spike_interval === 0;
          anomalous[i] = hit ? 1 : 0;
          values[i] = hit ? low + (high - low) * uniform(context.key, from + i) : base;
        }
      },
    };
  },
});
