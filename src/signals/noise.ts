import { z } from "zod";
import { nonnegative } from "../core/limits.ts";
import { addNormal, fork } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";
import { addRelaxation, RELAXATION_UNIT, relaxationBridge } from "../core/tree.ts";

/** Ticks of memory of the parts that each colour sums: ratios of 8 give a slope of -1 within 1 dB. */
const MEMORIES = { white: [], pink: [0.5, 4, 32, 256, 2048, 16384], red: [16384] } as const;

export const noise = defineSignal({
  type: "noise",
  summary: "Adds Gaussian noise of a colour: the slower its swings, the more power pink and red noise have.",
  options: z.strictObject({
    colour: z
      .enum(["white", "pink", "red"])
      .default("white")
      .meta({
        description: "Spectrum: white is even, pink falls as 1/f, red as 1/f^2, down to cycles of about 100,000 ticks.",
        examples: ["pink"],
      }),
    sd: nonnegative.default(1).meta({ description: "Standard deviation.", examples: [0.2] }),
  }),
  example: { colour: "pink", sd: 0.2 },
  create(o, c) {
    const sd = c.param(o.sd, "sd");
    const bridges = MEMORIES[o.colour].map(relaxationBridge);
    if (o.colour === "white")
      return { fill: (out, block) => addNormal(out, block.key, block.tick, block.ticks, 0, sd(block.entity)) };
    return {
      fill(out, block) {
        const scale = sd(block.entity) / (RELAXATION_UNIT * Math.sqrt(bridges.length));
        bridges.forEach((bridge, part) => {
          addRelaxation(out, bridge, fork(block.key, part), block.tick, block.ticks, scale);
        });
      },
    };
  },
});
