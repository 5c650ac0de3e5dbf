import { z } from "zod";
import { createRuns, gapOptions, lengthOf, runsOf } from "./runs.ts";
import { defineSeries, level } from "./series.ts";

export const randomSquare = defineSeries({
  type: "random-square",
  family: "anomaly",
  summary: "A constant that jumps by one size for some samples, after intervals of random length.",
  options: z.strictObject({
    base_value: level.default(0).meta({ description: "The constant.", examples: [0] }),
    anomaly_magnitude: level.default(10).meta({ description: "How far it jumps.", examples: [10] }),
    ...gapOptions,
    min_anomaly_duration: lengthOf(true),
    max_anomaly_duration: lengthOf(false),
  }),
  example: {},
  create(o, context) {
    const runs = createRuns(runsOf(o, "duration", context), context);
    return {
      base: o.base_value,
      fill(values, anomalous, from) {
        runs(anomalous, from);
        for (let i = 0; i < values.length; i++) values[i] = o.base_value + o.anomaly_magnitude * anomalous[i];
      },
    };
  },
});
