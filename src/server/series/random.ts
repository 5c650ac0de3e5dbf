import { z } from "zod";
import { derive, uniform } from "../../core/random.ts";
import { defineSeries, LARGEST, level } from "./series.ts";

export const random = defineSeries({
  type: "random",
  family: "anomaly",
  summary: "A constant with single anomalies: each sample is one with a probability, up to a range off the constant.",
  options: z.strictObject({
    base_value: level.default(0).meta({ description: "The constant.", examples: [0] }),
    anomaly_probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .meta({ description: "Probability that a sample is an anomaly.", examples: [0.05] }),
    anomaly_range: z
      .number()
      .min(0)
      .max(LARGEST)
      .default(10)
      .meta({ description: "Greatest distance of an anomaly from the constant, either way.", examples: [10] }),
  }),
  example: {},
  create({ base_value: base, anomaly_probability: probability, anomaly_range: range }, { key }) {
    const sizes = derive(key, "size");
    return {
      base,
      fill(values, anomalous, from) {
        for (let i = 0; i < values.length; i++) {
          const hit = uniform(key, from + i) < probability;
          anomalous[i] = hit ? 1 : 0;
          values[i] = hit ? base + range * (2 * uniform(sizes, from + i) - 1) : base;
        }
      },
    };
  },
});
