import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { nonnegative } from "../core/limits.ts";
import { param } from "../core/param.ts";
import { fork, integer, type Key, normal, uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

const KINDS = ["cylinder", "bell", "funnel"] as const;

/** The pattern of one period: its values are `height` times a part of 1 from `start` to `end`, which are parts of the period. */
interface Pattern {
  kind: (typeof KINDS)[number];
  start: number;
  end: number;
  height: number;
}

/** Its start is within the second eighth of the period, its length from one to three quarters, as in Saito's 128 points. */
function draw(key: Key, kind: Pattern["kind"] | "mixed", mean: number, sd: number): Pattern {
  const start = 0.125 + 0.125 * uniform(key, 0);
  return {
    kind: kind === "mixed" ? KINDS[integer(key, 1, KINDS.length)] : kind,
    start,
    end: start + 0.25 + 0.5 * uniform(key, 2),
    height: mean + sd * normal(key, 3),
  };
}

function valueAt({ kind, start, end, height }: Pattern, t: number): number {
  if (t < start || t >= end) return 0;
  return kind === "cylinder" ? height : (height * (kind === "bell" ? t - start : end - t)) / (end - start);
}

/** The classes of Saito, "Local feature extraction and its applications" (1994), without their noise. */
export const cylinderBellFunnel = defineSignal({
  type: "cylinder-bell-funnel",
  summary: "Adds a pattern somewhere in each period: a plateau, a rise that drops, or a leap that fades.",
  options: z.strictObject({
    period: positiveDuration.meta({ description: "Time of one pattern with the rest around it.", examples: ["2h"] }),
    amplitude: param.default(6).meta({ description: "Mean height of a pattern.", examples: [40] }),
    sd: nonnegative.default(1).meta({ description: "Standard deviation of the height.", examples: [5] }),
    kind: z
      .enum([...KINDS, "mixed"])
      .default("mixed")
      .meta({
        description: "cylinder: a plateau; bell: rises evenly, then drops; funnel: the reverse; mixed: any of them.",
        examples: ["bell"],
      }),
  }),
  example: { period: "2h", amplitude: 40, sd: 5 },
  create(o, c) {
    const period = milliseconds(o.period);
    const amplitude = c.param(o.amplitude, "amplitude");
    const sd = c.param(o.sd, "sd");
    return {
      fill(out, { entity, key, tick, ticks }) {
        let cycle = NaN;
        let pattern: Pattern | undefined;
        for (let i = 0; i < ticks; i++) {
          const elapsed = (tick + i) * c.grid.interval;
          const now = Math.floor(elapsed / period);
          if (now !== cycle || !pattern) pattern = draw(fork(key, now), o.kind, amplitude(entity), sd(entity));
          cycle = now;
          out[i] += valueAt(pattern, (elapsed - cycle * period) / period);
        }
      },
    };
  },
});
