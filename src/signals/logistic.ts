import { z } from "zod";
import { duration, milliseconds, positiveDuration } from "../core/duration.ts";
import { exp } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

/** 2 ln 9: the logistic curve passes from 10 % to 90 % over so many units. */
const RISE = 4.394449154672439;

export const logistic = defineSignal({
  type: "logistic",
  summary: "Adds a change from one level to another along an S-shaped curve: slow, fast, slow (a logistic trend).",
  options: z.strictObject({
    from: param.default(0).meta({ description: "Level long before.", examples: [0] }),
    to: param.meta({ description: "Level long after.", examples: [100] }),
    middle: duration.meta({ description: "Time from the origin until it is half way.", examples: ["180d"] }),
    length: positiveDuration.meta({ description: "Time from 10 % to 90 % of the change.", examples: ["90d"] }),
  }),
  example: { to: 100, middle: "180d", length: "90d" },
  create(o, c) {
    const from = c.param(o.from, "from");
    const to = c.param(o.to, "to");
    const middle = milliseconds(o.middle);
    const pace = RISE / milliseconds(o.length);
    return {
      fill(out, block) {
        const first = from(block.entity);
        const change = to(block.entity) - first;
        for (let i = 0; i < block.ticks; i++) {
          const x = ((block.tick + i) * c.grid.interval - middle) * pace;
          out[i] += first + change / (1 + exp(-x));
        }
      },
    };
  },
});
