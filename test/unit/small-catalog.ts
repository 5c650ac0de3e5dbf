import { z } from "zod";
import { duration, positiveDuration } from "../../src/core/duration.ts";
import { param } from "../../src/core/param.ts";
import { scenario } from "../../src/core/scenario.ts";
import { defineSchedule } from "../../src/core/schedule.ts";
import { defineSignal } from "../../src/core/signal.ts";
import { type AnySchema, memberOf, unwrap } from "../../src/engine/schema-walk.ts";

const idle = { fill: () => {} };

/** The schema of one link, as an option that holds signals would use it. */
export const signalLink = ["metrics", "load", "signals", 0].reduce<AnySchema>(
  (schema, name) => memberOf(schema, { load: {} }, name)!,
  unwrap(scenario),
) as z.ZodType;

const constant = defineSignal({
  type: "constant",
  summary: "Holds one value.",
  options: z.strictObject({ value: param.meta({ description: "The value." }) }),
  example: { value: 5 },
  create: () => idle,
});

const sine = defineSignal({
  type: "sine",
  summary: "Swings.",
  options: z.strictObject({
    period: positiveDuration.default("1d").meta({ description: "Length of a cycle." }),
    amplitude: param.default(1).meta({ description: "Height." }),
    mode: z.enum(["soft", "hard"]).default("soft").meta({ description: "How it turns." }),
    curve: z
      .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("linear"), slope: z.number() }),
        z.strictObject({ kind: z.literal("power"), exponent: z.number() }),
      ])
      .optional()
      .meta({ description: "Its curve.", examples: [{ kind: "linear", slope: 1 }] }),
  }),
  example: { period: "1h" },
  create: () => idle,
});

const both = defineSignal({
  type: "both",
  summary: "Adds two chains.",
  options: z.strictObject({ signals: z.array(signalLink).min(1).meta({ description: "The chains." }) }),
  example: { signals: [{ constant: { value: 1 } }] },
  create: () => idle,
});

const periodic = defineSchedule({
  type: "periodic",
  summary: "Comes at fixed times.",
  options: z.strictObject({
    every: positiveDuration.meta({ description: "From one start to the next." }),
    length: duration.default("1h").meta({ description: "How long." }),
  }),
  example: { every: "1d" },
  create: () => ({ windows: () => {} }),
});

export const catalogs = { signals: { constant, sine, both }, schedules: { periodic }, anomalies: {}, faults: {} };

export const GOOD = `name: substation
seed: 7
origin: 2024-01-01
zone: Europe/Berlin
interval: 10s
start: now-7d
end: now
inventory: { count: 2_000 }
metrics:
  load:
    unit: kW
    decimals: 3
    signals:
      - constant: { value: 20 }
      - sine: { amplitude: { uniform: [1, 2] } }
  energy: &energy
    signals: [{ constant: { value: { normal: [5, 1] } } }]
  copy: *energy
records:
  - table: readings
    columns: [timestamp, { meter: id }, load]
    time: { format: naive }
  - { table: trips, rows: event, schedule: { periodic: { every: 1d } } }
`;
