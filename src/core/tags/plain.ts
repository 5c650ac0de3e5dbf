import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { choice, scalar } from "./choice.ts";
import { date, time } from "./date.ts";
import { type TagDefinition, type TagScope, typeOf } from "./definition.ts";
import { faker } from "./faker.ts";
import { gamma } from "./gamma.ts";
import { lognormal, normal, uniform } from "./number.ts";
import { pitmanYor } from "./pitman-yor.ts";
import { prefix } from "./prefix.ts";
import { reference } from "./reference.ts";
import { template } from "./template.ts";
import { integer, sequence } from "./whole.ts";
import { zipf } from "./zipf.ts";

type AnyDefinition = TagDefinition<any>;

/** The kinds that make one value of an entity on its own, and so can be the cases of a dependent tag. */
const plain: readonly AnyDefinition[] = [
  choice,
  uniform,
  normal,
  lognormal,
  gamma,
  integer,
  zipf,
  pitmanYor,
  date,
  time,
  sequence,
  reference,
  faker,
  template,
  prefix,
];

/** A constant or one of the plain kinds. */
export const plainOptions = z.union([
  scalar,
  choice.options,
  uniform.options,
  normal.options,
  lognormal.options,
  gamma.options,
  integer.options,
  zipf.options,
  pitmanYor.options,
  date.options,
  time.options,
  sequence.options,
  reference.options,
  faker.options,
  template.options,
  prefix.options,
]);
export type PlainOptions = z.output<typeof plainOptions>;

/** Makes a tag of a plain kind; undefined when it was refused. */
export function createPlain(options: PlainOptions, scope: TagScope): Tag | undefined {
  if (typeof options !== "object")
    return { name: scope.name, ...typeOf([options]), values: [options], at: () => options };
  return plain.find(({ type }) => Object.hasOwn(options, type))!.create(options, scope);
}
