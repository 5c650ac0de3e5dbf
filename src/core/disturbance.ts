import { z } from "zod";
import { duration } from "./duration.ts";
import { anomaly, fault, name, schedule } from "./link.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Everything about an anomaly or fault but what it does: which entities and metrics, when, and how it comes and goes. */
const common = {
  id: name.meta({
    description: "Its name, unique among anomalies and faults: part of every label.",
    examples: ["trip"],
  }),
  description: z
    .string()
    .optional()
    .meta({ description: "What it stands for.", examples: ["A feeder trips"] }),
  where: z
    .record(z.string(), z.union([scalar, z.array(scalar).min(1)]))
    .optional()
    .meta({
      description: "Only entities whose tags have these values, or one of these. Absent: all.",
      examples: [{ region: "north", model: ["a", "b"] }],
    }),
  share: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .meta({ description: "Only this share of those entities, drawn by name. Absent: all of them.", examples: [0.1] }),
  metrics: z
    .array(name)
    .min(1)
    .optional()
    .meta({ description: "Which metrics it changes. Absent: all.", examples: [["load"]] }),
  schedule: schedule.optional().meta({
    description: "When it happens. Absent, and without a cause: all the time.",
    examples: [{ random: { rate: "2/30d", length: ["5m", "2h"] } }],
  }),
  cause: name.optional().meta({
    description: "Another anomaly or fault that brings it on, in the place of a schedule: it comes whenever that does.",
    examples: ["deploy"],
  }),
  per: name.optional().meta({
    description:
      "One occurrence for all entities of a level of the hierarchy, with the same value of a tag, or of the fleet. Absent: each its own.",
    examples: ["site", "region", "fleet"],
  }),
  delay: z
    .union([duration, z.tuple([duration, duration])])
    .optional()
    .meta({
      description:
        "How much later it begins than its schedule or cause says: a duration, or [least, greatest] drawn for each entity, and for each level between `per` and the entity.",
      examples: ["30s", ["0s", "5m"]],
    }),
  onset: duration
    .default("0s")
    .meta({ description: "Time in which it grows to its full strength.", examples: ["10m"] }),
  recovery: duration
    .default("0s")
    .meta({ description: "Time in which it fades after its cause has ended.", examples: ["1h"] }),
};

/** A change of what is measured: a schedule, an effect and a label. */
export const anomalyOptions = z.strictObject({ ...common, effect: anomaly });
/** A change of the measurement: a schedule, an effect and a label. */
export const faultOptions = z.strictObject({ ...common, effect: fault });

export type DisturbanceOptions = z.output<typeof anomalyOptions>;
