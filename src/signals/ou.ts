import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { nonnegative } from "../core/limits.ts";
import { defineSignal } from "../core/signal.ts";
import { addRelaxation, RELAXATION_UNIT, relaxationBridge } from "../core/tree.ts";

export const ou = defineSignal({
  type: "ou",
  summary: "Adds wandering around 0 that always returns (Ornstein-Uhlenbeck, AR(1)), the same at all times.",
  options: z.strictObject({
    sd: nonnegative.default(1).meta({ description: "Standard deviation around 0.", examples: [2] }),
    tau: positiveDuration.meta({
      description:
        "Time in which the memory of a deviation falls to 37 %. An AR(1) of coefficient a has tau = -interval / ln a.",
      examples: ["1h"],
    }),
  }),
  example: { sd: 2, tau: "1h" },
  create(o, c) {
    const sd = c.param(o.sd, "sd");
    const bridge = relaxationBridge(milliseconds(o.tau) / c.grid.interval);
    return {
      fill(out, block) {
        const scale = sd(block.entity) / RELAXATION_UNIT;
        addRelaxation(out, bridge, block.key, block.tick, block.ticks, scale);
      },
    };
  },
});
