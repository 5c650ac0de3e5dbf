import { z } from "zod";
import { createPermutation } from "../../core/permutation.ts";
import { derive, uniform } from "../../core/random.ts";
import { COMPAT_HOUR, defineSeries, HOUR, level, ordered } from "./series.ts";

export const countPerDuration = defineSeries({
  type: "count-per-duration",
  family: "anomaly",
  summary:
    "A constant with so many anomalies an hour (3,600 samples), at the same places of each. With compat=1 in each 30 samples.",
  options: z.strictObject({
    base_value: level.default(0).meta({ description: "The constant.", examples: [0] }),
    num_anomalies: z
      .int()
      .min(0)
      .default(1)
      .meta({ description: "Anomalies in an hour.", examples: [1] }),
    min_anomaly_range: level.default(-10).meta({ description: "Least value of an anomaly.", examples: [-10] }),
    max_anomaly_range: level.default(10).meta({ description: "Greatest value of an anomaly.", examples: [10] }),
  }),
  example: {},
  create(o, context) {
    const hour = context.compat ? COMPAT_HOUR : HOUR;
    ordered(o, "min_anomaly_range", "max_anomaly_range", context);
    if (o.num_anomalies > hour)
      context.fail(["num_anomalies"], `found ${o.num_anomalies}; expected at most ${hour}, the samples of an hour`);
    const place = createPermutation(hour, derive(context.key, "places"));
    const hits = new Uint8Array(hour);
    for (let k = 0; k < o.num_anomalies; k++) hits[place(k)] = 1;
    const { base_value: base, min_anomaly_range: low, max_anomaly_range: high } = o;
    return {
      base,
      fill(values, anomalous, from) {
        for (let i = 0; i < values.length; i++) {
          anomalous[i] = hits[(from + i) % hour];
          values[i] = anomalous[i] ? low + (high - low) * uniform(context.key, from + i) : base;
        }
      },
    };
  },
});
