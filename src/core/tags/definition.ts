import type { z } from "zod";
import type { Path } from "../error.ts";
import type { Tag } from "../inventory.ts";
import type { Key } from "../random.ts";
import type { Table } from "./table.ts";

/** What a tag can be worth. */
export type Value = string | number | boolean | null;

/** What a tag sees while it is made: the entities it is a tag of, and the other tags. */
export interface TagScope {
  readonly name: string;
  /** How many entities. */
  readonly size: number;
  /** The key of (seed, tag, entity). Borrowed until the next call. */
  draw(entity: number): Key;
  /** The key of (seed, tag), for what is drawn without repetition. */
  readonly key: Key;
  idOf(entity: number): string;
  /** The key under which a scenario of this seed makes its ids. */
  readonly ids: Key;
  /** A table from a file; undefined when it cannot be read, which has then been reported at `path`. */
  read(file: string, path: Path): Table | undefined;
  /** What invents names of a kind. */
  readonly invent: Invent;
  /** A tag that existing entities have, or that is made by itself; undefined when there is none. */
  existing(name: string): Tag | undefined;
  /** Whether the entities have a tag of a name from elsewhere. */
  inherits(name: string): boolean;
  /** Another tag; undefined when there is none, which has then been reported at `path`. */
  tag(name: string, path: Path): Tag | undefined;
  /** Reports a mistake; `path` starts at the tag. */
  fail(path: Path, message: string, suggestion?: string): void;
}

/** A kind of tag, named by its first key: `{ uniform: [0, 1] }`. */
export interface TagDefinition<S extends z.ZodObject> {
  readonly type: string;
  readonly options: S;
  /** Undefined when the options were refused through `scope.fail`. */
  create(options: z.output<S>, scope: TagScope): Tag | undefined;
}

/** A kind that makes several tags of an entity at once. */
export interface TagsDefinition<S extends z.ZodObject> {
  readonly type: string;
  readonly options: S;
  /** Undefined when the options were refused through `scope.fail`. */
  create(options: z.output<S>, scope: TagScope): readonly Tag[] | undefined;
}

/** Makes values of a kind, such as `person.fullName` of a locale, from a key; or tells which of the two is wrong. */
export type Invent = (
  method: string,
  locale: string,
) =>
  | { type: "text" | "float" | "bool" | "time"; make(key: Key): Value }
  | { at: "faker" | "locale"; fault: string; suggestion?: string };

export function defineTags<S extends z.ZodObject>(definition: TagsDefinition<S>): TagsDefinition<S> {
  return definition;
}

export function defineTag<S extends z.ZodObject>(definition: TagDefinition<S>): TagDefinition<S> {
  return definition;
}

/** The text of a tag's value; empty when it has none. */
export function textOf(tag: Pick<Tag, "type" | "decimals">, value: Value): string {
  if (value === null) return "";
  if (typeof value !== "number") return String(value);
  if (tag.type === "fixed") return value.toFixed(tag.decimals);
  if (tag.type === "time") return new Date(value).toISOString().replace(".000Z", "Z");
  return `${value}`;
}

const INT32 = 2147483647;

/** The narrowest type that holds all of some values. Whole numbers beyond 32 bits are `fixed` with 0 decimals. */
export function typeOf(values: Iterable<Value>): Pick<Tag, "type" | "decimals"> {
  const kinds = new Set<string>();
  for (const value of values) {
    if (value === null) continue;
    if (typeof value !== "number") kinds.add(typeof value);
    else kinds.add(!Number.isSafeInteger(value) ? "float" : Math.abs(value) <= INT32 ? "int" : "fixed");
  }
  if (kinds.size === 0 || kinds.has("string")) return { type: "text" };
  if (kinds.has("boolean")) return { type: kinds.size === 1 ? "bool" : "text" };
  if (kinds.has("float")) return { type: "float" };
  return kinds.has("fixed") ? { type: "fixed", decimals: 0 } : { type: "int" };
}

/** Names that mean something else to the language or the records. */
const RESERVED: readonly string[] = ["__proto__", "constructor", "prototype", "id"];

/** Why a name cannot be a tag's; undefined when it can. */
export function nameFault(name: string): string | undefined {
  if (RESERVED.includes(name)) return `\`${name}\` cannot be the name of a tag: it is reserved`;
  if (name === "" || name.length > 100) return "the name of a tag has 1 to 100 characters";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f{}]/.test(name))
    return `${JSON.stringify(name)} cannot be the name of a tag: it has { } or control characters`;
  return undefined;
}
