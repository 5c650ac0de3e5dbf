import { z } from "zod";
import { nonnegative } from "../core/limits.ts";
import { addNormal, join, type Key } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";
import { addRelaxation, RELAXATION_UNIT, relaxationBridge } from "../core/tree.ts";

export const correlated = defineSignal({
  type: "correlated",
  summary: "Adds Gaussian noise that varies together with that of other metrics, as the scenario's `correlations` say.",
  options: z.strictObject({
    group: z
      .string()
      .meta({ description: "The group of `correlations` that names this metric.", examples: ["weather"] }),
    sd: nonnegative.default(1).meta({ description: "Standard deviation.", examples: [3] }),
  }),
  example: { group: "weather", sd: 3 },
  create(o, c) {
    const sd = c.param(o.sd, "sd");
    const { tau, streams } = c.correlation(o.group, "group");
    const bridge = tau === undefined ? undefined : relaxationBridge(tau / c.grid.interval);
    const own: Key = { a: 0, b: 0 };
    return {
      fill(out, { entity, tick, ticks }) {
        const spread = sd(entity);
        for (const { key, loading } of streams) {
          join(own, key, c.inventory.keyOf(entity, own));
          const scale = spread * loading;
          if (!bridge) addNormal(out, own, tick, ticks, 0, scale);
          else addRelaxation(out, bridge, own, tick, ticks, scale / RELAXATION_UNIT);
        }
      },
    };
  },
});
