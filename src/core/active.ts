import { z } from "zod";
import type { Path } from "./error.ts";
import { parseInstant } from "./instant.ts";
import type { Inventory, InventoryContext, Tag } from "./inventory.ts";
import { dayOf, dayStart } from "./local.ts";
import { derive, join, type Key, uniform } from "./random.ts";
import { suggest } from "./suggest.ts";
import type { Owner } from "./tags/index.ts";
import type { Zone } from "./zone.ts";

const edge = z.union([
  z.string(),
  z.tuple([z.string(), z.string()]),
  z.strictObject({
    tag: z
      .string()
      .meta({ description: "The tag that holds it, as a date, an instant or a text of one.", examples: ["installed"] }),
  }),
]);

export const activeOptions = z
  .strictObject({
    from: edge.optional().meta({
      description: "When entities join: an instant, a range of days to draw from, or a tag that holds it.",
      examples: [["2023-01-01", "2024-06-30"]],
    }),
    to: edge
      .optional()
      .meta({ description: "When entities retire, as for from; a day is still in.", examples: ["2024-12-31"] }),
  })
  .meta({ description: "When each entity exists. Absent: always.", examples: [{ from: "2024-03-01" }] });
/** Texts of instants that are read once: days, as a rule, which many share. */
const KEPT = 10_000;

type Edge = z.output<typeof edge>;
type Fail = (path: Path, message: string, suggestion?: string) => void;

/** When each entity exists, ms UTC [from, to). Days are those of the scenario's zone. */
export function createActive(
  options: z.output<typeof activeOptions>,
  owner: Owner,
  tags: readonly Tag[],
  { key, defaultZone }: InventoryContext,
  fail: Fail,
): Inventory["active"] {
  const read = (text: string, as: "start" | "end", path: Path): number => {
    try {
      if (!text.startsWith("now")) return parseInstant(text, { now: NaN, zone: defaultZone, as });
      fail(path, `expected an instant that stays the same, such as 2024-01-31, found "${text}"`);
    } catch (error) {
      fail(path, (error as Error).message);
    }
    return NaN;
  };
  const resolve = (name: "from" | "to", option: Edge | undefined, none: number): Bound => {
    const as = name === "from" ? "start" : "end";
    if (option === undefined) return constant(none);
    if (typeof option === "string") return constant(read(option, as, [name]));
    if (!Array.isArray(option))
      return fromTag(option.tag, tags, none, [name, "tag"], (text) => read(text, as, [name, "tag"]), fail);
    const [low, high] = option.map((text, i) => read(text, as, [name, i]));
    if (low > high) fail([name], `expected [first, last], found [${option.join(", ")}]`);
    return drawn(low, high, derive(derive(key, "active"), name), owner, defaultZone);
  };
  const from = resolve("from", options.from, -Infinity);
  const to = resolve("to", options.to, Infinity);
  if (from.latest >= to.earliest) fail(["to"], "expected entities to retire after they have joined; the two overlap");
  if (from.earliest === from.latest && to.earliest === to.latest) {
    const always = [from.latest, to.earliest] as const;
    return () => always;
  }
  return (entity) => [from.at(entity), to.at(entity)];
}

/** One end of an entity's life: ms UTC, and between which instants it lies, where that is known. */
interface Bound {
  earliest: number;
  latest: number;
  at(entity: number): number;
}

function constant(time: number): Bound {
  return { earliest: time, latest: time, at: () => time };
}

/** A local day drawn for each entity: at the first's time of day, on or after it. */
function drawn(earliest: number, latest: number, key: Key, owner: Owner, zone: Zone): Bound {
  const first = dayOf(zone, earliest);
  const clock = earliest - dayStart(zone, first);
  const last = dayOf(zone, latest);
  const days = last - first + (dayStart(zone, last) + clock <= latest ? 1 : 0);
  const scratch: Key = { a: 0, b: 0 };
  const at = (entity: number) =>
    dayStart(zone, first + Math.floor(uniform(join(scratch, key, owner.keyOf(entity, scratch)), 0) * days)) + clock;
  return { earliest, latest, at };
}

function fromTag(
  name: string,
  tags: readonly Tag[],
  none: number,
  path: Path,
  read: (text: string) => number,
  fail: Fail,
): Bound {
  const names = tags.map((t) => t.name);
  const tag = tags.find((t) => t.name === name);
  if (!tag) fail(path, `no tag \`${name}\`; there are ${names.join(", ") || "none"}`, suggest(name, names));
  else if (tag.type !== "time" && tag.type !== "text") fail(path, `\`${name}\` holds numbers, expected dates`);
  const texts = tag?.type === "text" ? (tag.values ?? []).filter((value) => value !== null) : [];
  const times = new Map(texts.map((text) => [text, read(String(text))]));
  const at = (entity: number) => {
    const value = tag!.at(entity);
    if (value === null) return none;
    if (typeof value === "number") return value;
    const known = times.get(value);
    if (known !== undefined) return known;
    const time = read(String(value));
    if (times.size < KEPT) times.set(value, time);
    return time;
  };
  return { earliest: NaN, latest: NaN, at };
}
