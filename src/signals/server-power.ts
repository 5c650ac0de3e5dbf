import { z } from "zod";
import { nonnegative, positive } from "../core/limits.ts";
import { defineSignal } from "../core/signal.ts";

/**
 * Part of the way from idle to full power at a load of 0, 10 ... 100 %, by the idle power as a part of full power. Source:
 * SPECpower_ssj2008 results: the mean of three servers of 2017, and one of 2011 and two of 2008.
 */
const CURVES: readonly { idle: number; steps: readonly number[] }[] = [
  { idle: 0.116, steps: [0, 0.177, 0.232, 0.289, 0.351, 0.421, 0.496, 0.592, 0.725, 0.882, 1] },
  { idle: 0.263, steps: [0, 0.242, 0.309, 0.365, 0.426, 0.499, 0.578, 0.682, 0.798, 0.896, 1] },
  { idle: 0.626, steps: [0, 0.131, 0.254, 0.345, 0.465, 0.586, 0.698, 0.799, 0.869, 0.939, 1] },
  { idle: 0.735, steps: [0, 0.109, 0.211, 0.325, 0.4335, 0.517, 0.645, 0.709, 0.838, 0.902, 1] },
];

/** The curve of a server whose idle power is such a part of its full power: between two of the measured ones, or the last. */
function curveOf(idle: number): readonly number[] {
  const above = CURVES.findIndex((curve) => curve.idle > idle);
  if (above === 0) return CURVES[0].steps;
  if (above < 0) return CURVES[CURVES.length - 1].steps;
  const [low, high] = [CURVES[above - 1], CURVES[above]];
  const part = (idle - low.idle) / (high.idle - low.idle);
  return low.steps.map((step, i) => step + part * (high.steps[i] - step));
}

export const serverPower = defineSignal({
  type: "server-power",
  summary:
    "Adds the power that a server draws at a load, from its idle to its full power along measured curves: old ones nearly straight, newer ones with a step at the first load.",
  options: z.strictObject({
    load: z.string().meta({ description: "The metric with the load in %.", examples: ["utilization"] }),
    idle: nonnegative.meta({ description: "Power at no load.", examples: [90, { tag: "idle_power" }] }),
    full: positive.meta({ description: "Power at full load.", examples: [420, { tag: "rated_power" }] }),
  }),
  example: { load: "utilization", idle: 90, full: 420 },
  create(o, c) {
    c.metric(o.load);
    const [idle, full] = [c.param(o.idle, "idle"), c.param(o.full, "full")];
    return {
      fill(out, block) {
        const { entity, ticks } = block;
        const load = block.metric(o.load);
        const [low, high] = [idle(entity), full(entity)];
        const curve = curveOf(low / high);
        for (let i = 0; i < ticks; i++) {
          const x = Math.max(0, Math.min(100, load[i])) / 10;
          const step = Math.min(9, Math.floor(x));
          out[i] += low + (high - low) * (curve[step] + (x - step) * (curve[step + 1] - curve[step]));
        }
      },
    };
  },
});
