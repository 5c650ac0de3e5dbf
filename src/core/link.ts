import { z } from "zod";

/** A name of a scenario, metric, table, anomaly: usable in paths, flags and columns as it is. */
export const name = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/,
    "expected a name: letters, digits, _ . and -, a letter or _ first, at most 100 of them",
  )
  .meta({ description: "A name.", examples: ["load"] });

/** One catalog entry and its options: `{ sine: { period: 1h } }`. Checked against the catalog by `compile`. */
const link = z.record(z.string(), z.unknown());

export type Link = z.output<typeof link>;

/** What a link can name, by the catalog that holds it. */
export type LinkKind = "signal" | "schedule" | "anomaly" | "fault";

export const signal = link.meta({
  id: "signal",
  description: "A signal and its options.",
  examples: [{ constant: { value: 5 } }],
});
export const schedule = link.meta({
  id: "schedule",
  description: "A schedule and its options.",
  examples: [{ periodic: { every: "1d", length: "1h" } }],
});
export const anomaly = link.meta({
  id: "anomaly",
  description: "A kind of anomaly and its options.",
  examples: [{ "level-shift": { by: { sigmas: 4 } } }],
});
export const fault = link.meta({
  id: "fault",
  description: "A kind of fault and its options.",
  examples: [{ stuck: {} }],
});
