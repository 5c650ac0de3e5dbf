import { z } from "zod";
import { schedule, signal } from "../core/link.ts";
import { interval, streamParameters } from "./stream/span.ts";

type Options = Record<string, unknown>;
interface Entry {
  type: string;
  summary: string;
  options: z.ZodType;
  example: unknown;
}

/** What a route has beside the options of its definition. */
const own = {
  ...streamParameters,
  interval,
  decimals: z
    .int()
    .min(0)
    .max(9)
    .default(3)
    .meta({ description: "Digits after the point.", examples: [3] }),
};

/** A wave of a minute, with a little noise: what anomalies are put into, and shapers and derived signals work on. */
export const BASE = [{ sine: { period: "1m", amplitude: 10 } }, { normal: { sd: 0.5 } }];
const base = z
  .union([signal, z.array(signal).min(1)])
  .meta({ description: "The chain of signals that it works on, or one of them, as JSON.", examples: [BASE] });

/** Signals that need more than a URL can say: a file of this machine, or a group of metrics that vary together. */
const BEYOND = new Set(["replay", "correlated"]);

/** The name of an option in a query; one that means something else for every stream is written after its type. */
function named(type: string, option: string, parameters: object): string {
  return Object.hasOwn(parameters, option) ? `${type}.${option}` : option;
}

export interface Query {
  schema: z.ZodObject;
  /** The options of the definition among what was asked. */
  optionsOf(asked: Options): Options;
  /** What its example is asked with. */
  example: Record<string, string>;
}

/** What a route of each kind has beside the options of its definition. */
const PARAMETERS = {
  signals: {
    base: base.optional().meta({
      description: "The chain of signals before it, as JSON; of one that reads other metrics, the chain of these.",
      examples: [BASE],
    }),
    ...own,
  },
  anomalies: {
    base: base.default(BASE),
    schedule: schedule.optional().meta({
      description:
        "When it happens, as JSON. Absent: at random, about every two minutes; what stays for good once, soon.",
      examples: [{ periodic: { every: "2m", length: "10s" } }],
    }),
    ...own,
  },
};

/** An option with what its definition's example has there: of examples of one's own not each works with the others. */
function exampled(option: z.ZodType, value: unknown): z.ZodType {
  const { id: _, ...rest } = option.meta() ?? {};
  return option.meta({ ...rest, examples: [value] });
}

/** What can be asked of a definition, derived from its options; undefined where a URL cannot say it. */
export function queryOf(kind: keyof typeof PARAMETERS, { type, options, example }: Entry): Query | undefined {
  if (BEYOND.has(type)) return undefined;
  const parameters: z.ZodRawShape = PARAMETERS[kind];
  const shape = Object.entries((options as z.ZodObject).shape ?? {}) as [string, z.ZodType][];
  const shown = example as Options;
  const renamed = shape.map(
    ([name, member]) =>
      [named(type, name, parameters), name in shown ? exampled(member, shown[name]) : member] as const,
  );
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return {
    schema: z.strictObject({ ...Object.fromEntries(renamed), ...parameters }),
    optionsOf: (asked) =>
      Object.fromEntries(shape.flatMap(([name], i) => (renamed[i][0] in asked ? [[name, asked[renamed[i][0]]]] : []))),
    example: Object.fromEntries(
      Object.entries(shown).map(([name, value]) => [named(type, name, parameters), text(value)]),
    ),
  };
}
