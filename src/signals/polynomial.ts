import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { defineSignal } from "../core/signal.ts";

export const polynomial = defineSignal({
  type: "polynomial",
  summary: "Adds a polynomial of the time since the origin, once or over and over.",
  options: z.strictObject({
    coefficients: z
      .array(z.number())
      .min(1)
      .max(20)
      .meta({ description: "Of x^0, x^1, x^2 and so on.", examples: [[0, 2, -1]] }),
    per: positiveDuration.default("1d").meta({ description: "Time in which x grows by 1.", examples: ["30d"] }),
    repeat: positiveDuration
      .optional()
      .meta({ description: "Time after which x is 0 again; absent means never.", examples: ["7d"] }),
  }),
  example: { coefficients: [0, 4, -4], per: "1h", repeat: "1h" },
  create(o, { grid }) {
    const per = milliseconds(o.per);
    const again = o.repeat === undefined ? Infinity : milliseconds(o.repeat);
    const terms = o.coefficients.toReversed();
    return {
      fill(out, { tick, ticks }) {
        for (let i = 0; i < ticks; i++) {
          const elapsed = (tick + i) * grid.interval;
          const since = again === Infinity ? elapsed : elapsed - Math.floor(elapsed / again) * again;
          let sum = 0;
          for (const term of terms) sum = sum * (since / per) + term;
          out[i] += sum;
        }
      },
    };
  },
});
