import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { param } from "../core/param.ts";
import { createRegime, regimeSpans } from "../core/regime.ts";
import { defineSignal } from "../core/signal.ts";

/** With more changes a tick than this, each tick would cost as much as all of them. */
const MOST_PER_TICK = 1000;

const state = z.strictObject({
  value: param.meta({ description: "What is added in this state.", examples: [5] }),
  mean: positiveDuration.meta({ description: "How long it lasts on average.", examples: ["2h"] }),
});

export const regime = defineSignal({
  type: "regime",
  summary:
    "Adds the value of the state that holds: each lasts an exponential time, then any of the others follows, as likely as another. On and off, idle and busy and down.",
  options: z.strictObject({
    states: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, "expected a name: letters, digits, _ and -"), state)
      .refine((states) => Object.keys(states).length >= 2, { error: "expected two states or more" })
      .refine((states) => Object.keys(states).length <= 100, { error: "expected at most 100 states" })
      .meta({
        description: "The states by name. A state has its mean's part of the sum of all means in the long run.",
        examples: [{ off: { value: 0, mean: "6h" }, on: { value: 50, mean: "30m" } }],
      }),
  }),
  example: {
    states: { idle: { value: 5, mean: "2h" }, busy: { value: 60, mean: "30m" }, down: { value: 0, mean: "5m" } },
  },
  create(o, c) {
    const { interval } = c.grid;
    const names = Object.keys(o.states);
    const means = names.map((name) => milliseconds(o.states[name].mean));
    names.forEach((name, i) => {
      if (means[i] * MOST_PER_TICK < interval)
        c.fail(["states", name, "mean"], `found ${o.states[name].mean}, less than 1/${MOST_PER_TICK} of the interval`);
    });
    const values = names.map((name) => c.param(o.states[name].value, `states.${name}.value`));
    const chain = createRegime(means);
    return {
      fill(out, { entity, key, tick, ticks }) {
        const levels = values.map((value) => value(entity));
        regimeSpans(chain, key, tick * interval, (tick + ticks) * interval, (start, end, found) => {
          const to = Math.min(ticks, Math.ceil(end / interval) - tick);
          for (let i = Math.ceil(start / interval) - tick; i < to; i++) out[i] += levels[found];
        });
      },
    };
  },
});
