import { z } from "zod";
import { positive } from "../core/limits.ts";
import { defineSignal } from "../core/signal.ts";

/** What is less than a billionth of a step away from a multiple stands on it: 0.3 is three steps of 0.1. */
const NEAR = 1e-9;

const WHOLE: Readonly<Record<"nearest" | "down" | "up", (steps: number) => number>> = {
  nearest: (steps) => Math.floor(steps + 0.5),
  down: (steps) => Math.floor(steps + NEAR),
  up: (steps) => Math.ceil(steps - NEAR),
};

export const round = defineSignal({
  type: "round",
  summary: "Rounds values to multiples of a step: the resolution of what measures or counts.",
  options: z.strictObject({
    step: positive.default(1).meta({ description: "The step.", examples: [1, 0.5, 25] }),
    to: z
      .enum(["nearest", "down", "up"])
      .default("nearest")
      .meta({
        description: "nearest: the multiple nearest to the value, halves up; down: the one below; up: the one above.",
        examples: ["down"],
      }),
  }),
  example: { step: 0.5 },
  create(o, c) {
    const step = c.param(o.step, "step");
    const whole = WHOLE[o.to];
    return {
      fill(out, block) {
        const size = step(block.entity);
        for (let i = 0; i < block.ticks; i++) out[i] = whole(out[i] / size) * size;
      },
    };
  },
});
