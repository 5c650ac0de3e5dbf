import { z } from "zod";
import type { Path } from "../error.ts";
import type { Tag } from "../inventory.ts";
import { derive, join, type Key } from "../random.ts";
import { suggest } from "../suggest.ts";
import { by } from "./by.ts";
import { catalog } from "./catalog.ts";
import { coordinates } from "./coordinates.ts";
import { type Invent, nameFault, type TagScope } from "./definition.ts";
import { createPlain, plainOptions } from "./plain.ts";
import type { Table } from "./table.ts";
import { unique } from "./unique.ts";

const tag = z.union([plainOptions, unique.options, by.options, catalog.options, coordinates.options]).meta({
  id: "tag",
  description:
    "A tag: a constant; or choice, uniform, normal, lognormal, gamma, integer, zipf, pitman-yor, date, time, sequence, reference (to another inventory), faker (invented names), template, prefix, unique, or by (another tag), with its options; or several tags at once: catalog (a row of a table), coordinates.",
  examples: ["Berlin", { choice: { north: 3, south: 1 } }, { uniform: [1, 2], decimals: 1 }, { unique: "mac" }],
});
type TagOptions = z.output<typeof tag>;

/** Longest chain of tags that depend on one another. */
const DEEPEST = 100;

/** Tags by name. */
export const tagsOptions = z.record(z.string(), tag).meta({
  description: "Properties of each entity, by name.",
  examples: [{ region: { choice: ["north", "south"] } }],
});
export type TagsOptions = z.output<typeof tagsOptions>;

/** The entities that tags are made for, or the entities of a level above them. */
export interface Owner {
  readonly size: number;
  idOf(entity: number): string;
  /** The entity's key: from the seed and its id. */
  keyOf(entity: number, out: Key): Key;
  /** Tags that it has already, which others may build on. */
  readonly inherited: readonly Tag[];
  /** The key that the tags' names are derived under. */
  readonly key: Key;
}

export interface TagContext {
  readonly ids: Key;
  readonly invent: Invent;
  read(path: string, at: Path): Table | undefined;
  fail(path: Path, message: string, suggestion?: string): void;
}

/** The tags that the options describe, in their order; those that are refused are reported and left out. */
export function createTags(options: TagsOptions, owner: Owner, context: TagContext): Tag[] {
  const made = new Map<string, readonly Tag[]>();
  const known = new Map(owner.inherited.map((t) => [t.name, t]));
  const open: string[] = [];

  const add = (name: string, tags: readonly Tag[]) => {
    made.set(name, tags);
    for (const t of tags) {
      const clash = known.has(t.name) || (t.name !== name && Object.hasOwn(options, t.name));
      const fault = clash ? `there are two tags called \`${t.name}\`` : nameFault(t.name);
      const advice = t.name === name || !isCatalog(options[name]) ? "" : "; give the catalog a prefix";
      if (fault) context.fail([name], fault + advice);
      else known.set(t.name, t);
    }
  };

  const make = (name: string, spec: OneOptions) => {
    open.push(name);
    const scope = scopeOf(name);
    let one: Tag | undefined;
    if (typeof spec === "object" && "unique" in spec) one = unique.create(spec, scope);
    else if (typeof spec === "object" && "by" in spec) one = by.create(spec, scope);
    else one = createPlain(spec, scope);
    open.pop();
    add(name, one ? [one] : []);
  };

  const lookUp = (name: string, at: Path): Tag | undefined => {
    const spec = Object.hasOwn(options, name) ? options[name] : undefined;
    if (open.includes(name)) {
      const cycle = [...open.slice(open.indexOf(name)), name];
      return void context.fail(at, `the tags ${cycle.join(" -> ")} depend on each other in a circle`);
    }
    if (open.length >= DEEPEST)
      return void context.fail(at, `more than ${DEEPEST} tags depend on one another in a row`);
    if (spec !== undefined && !isMany(spec) && !made.has(name)) make(name, spec);
    const found = known.get(name);
    // one that was refused has been reported already
    if (found === undefined && (spec === undefined || isMany(spec))) {
      const others = Object.keys(options).filter((n) => !isMany(options[n]) && !open.includes(n));
      const names = [...new Set([...known.keys(), ...others])];
      const list = names.length > 0 ? `there are ${names.join(", ")}` : "there are no tags";
      context.fail(at, `no tag \`${name}\`; ${list}`, suggest(name, names));
    }
    return found;
  };

  const scopeOf = (name: string): TagScope => {
    const key = derive(owner.key, name);
    const drawn: Key = { a: 0, b: 0 };
    return {
      name,
      size: owner.size,
      key,
      draw: (entity) => join(drawn, key, owner.keyOf(entity, drawn)),
      idOf: owner.idOf,
      ids: context.ids,
      invent: context.invent,
      read: (file, path) => context.read(file, [name, ...path]),
      inherits: (other) => owner.inherited.some((t) => t.name === other),
      existing: (other) => {
        const spec = Object.hasOwn(options, other) ? options[other] : undefined;
        const own = spec !== undefined && !isMany(spec);
        return own || owner.inherited.some((t) => t.name === other) ? lookUp(other, [name, "on"]) : undefined;
      },
      tag: (other, path) => lookUp(other, [name, ...path]),
      fail: (path, ...rest) => context.fail([name, ...path], ...rest),
    };
  };

  const makeMany = (name: string, spec: ManyOptions) => {
    const scope = scopeOf(name);
    add(name, (isCatalog(spec) ? catalog.create(spec, scope) : coordinates.create(spec, scope)) ?? []);
  };

  // several at once first: what tags they are is known only when they are made; of these, what builds on others last
  const all = Object.entries(options);
  for (const [name, spec] of all) if (isMany(spec) && !isJoined(spec)) makeMany(name, spec);
  for (const [name, spec] of all) if (isMany(spec) && isJoined(spec)) makeMany(name, spec);
  for (const [name, spec] of all) if (!isMany(spec) && !made.has(name)) make(name, spec);
  return Object.keys(options).flatMap((name) => made.get(name)!.filter((t) => known.get(t.name) === t));
}

type CatalogOptions = z.output<typeof catalog.options>;
type ManyOptions = CatalogOptions | z.output<typeof coordinates.options>;
type OneOptions = Exclude<TagOptions, ManyOptions>;

function isCatalog(spec: TagOptions): spec is CatalogOptions {
  return typeof spec === "object" && "catalog" in spec;
}

function isMany(spec: TagOptions): spec is ManyOptions {
  return isCatalog(spec) || (typeof spec === "object" && "coordinates" in spec);
}

function isJoined(spec: ManyOptions): boolean {
  return "on" in spec && spec.on !== undefined;
}
