import { z } from "zod";
import { UsageError } from "../core/error.ts";

/** A text that may be kept in the environment. */
export const secret = z
  .union([z.string().min(1), z.strictObject({ env: z.string().min(1) })])
  .meta({ description: "The text, or `{ env: NAME }` of the variable that holds it.", examples: [{ env: "HOOK" }] });

export type Secret = z.output<typeof secret>;

/** The text itself; throws a UsageError where the environment lacks it. */
export function reveal(value: Secret, environment: NodeJS.ProcessEnv): string {
  if (typeof value === "string") return value;
  const found = environment[value.env];
  if (!found) throw new UsageError(`the environment variable ${value.env} is not set: a channel needs it`);
  return found;
}
