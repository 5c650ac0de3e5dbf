import { z } from "zod";
import { derive, uniform } from "../../core/random.ts";
import { createRuns, gapOptions, lengthOf, runsOf } from "./runs.ts";
import { defineSeries, level } from "./series.ts";

export const clustered = defineSeries({
  type: "clustered",
  family: "anomaly",
  summary:
    "A constant with clusters of anomalies, each sample of one off by another size, after intervals of random length.",
  options: z.strictObject({
    constant_value: level.default(0).meta({ description: "The constant.", examples: [0] }),
    anomaly_magnitude: level
      .default(10)
      .meta({ description: "Greatest distance of an anomaly from the constant, either way.", examples: [10] }),
    ...gapOptions,
    min_anomaly_length: lengthOf(true),
    max_anomaly_length: lengthOf(false),
  }),
  example: {},
  create(o, context) {
    const runs = createRuns(runsOf(o, "length", context), context);
    const sizes = derive(context.key, "size");
    const base = o.constant_value;
    return {
      base,
      fill(values, anomalous, from) {
        runs(anomalous, from);
        for (let i = 0; i < values.length; i++)
          values[i] = anomalous[i] ? base + o.anomaly_magnitude * (2 * uniform(sizes, from + i) - 1) : base;
      },
    };
  },
});
