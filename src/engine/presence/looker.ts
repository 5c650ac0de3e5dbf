import type { Key } from "../../core/random.ts";
import type { Span } from "../silence.ts";

/** Whether an entity, by its key, reports at an instant in [from, to), ms UTC, that lies in none of its spans of silence. */
export type Looker = (entity: number, key: Key, from: number, to: number, silent: readonly Span[]) => boolean;

/** No silence at all: one list for all who have none. */
export const NEVER: readonly Span[] = [];
