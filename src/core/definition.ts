import type { z } from "zod";

/**
 * A kind of thing a scenario can name: its type, its options and how to make it. One file holds one definition; the
 * command line, JSON Schema, reference pages and contract tests follow from it.
 */
export interface Definition<S extends z.ZodType, P, C> {
  /** The name used in scenarios and flags, in kebab case. */
  readonly type: string;
  /** One sentence in the present tense, shown by `list`. */
  readonly summary: string;
  /** The options as a strict object schema; every field has a description. Transforms are not allowed. */
  readonly options: S;
  /** Options that work on their own: they feed examples in the docs and the contract tests. */
  readonly example: z.input<S>;
  create(options: z.output<S>, context: C): P;
}

/** Definitions by type. An application extends one with `{ ...signals, mine }`. */
export type Catalog<P, C> = Readonly<Record<string, Definition<any, P, C>>>;
