import { z } from "zod";

/** A number that may differ per entity. */
export const param = z.union([
  z.number(),
  z.strictObject({ uniform: z.tuple([z.number(), z.number()]) }),
  z.strictObject({ normal: z.tuple([z.number(), z.number().min(0)]) }),
  z.strictObject({ lognormal: z.tuple([z.number().positive(), z.number().min(0)]) }),
  z.strictObject({ tag: z.string() }),
  z.strictObject({ by: z.string(), values: z.record(z.string(), z.number()), otherwise: z.number().optional() }),
]).meta({
  id: "param",
  description:
    "A number, or one that differs per entity: uniform [low, high], normal [mean, sd], lognormal [median, sigma], the value of a numeric tag, or a value by a text tag.",
  examples: [5, { uniform: [1, 2] }, { by: "model", values: { a: 2, b: 5 } }],
});

export type Param = z.output<typeof param>;
