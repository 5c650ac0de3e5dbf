import { UsageError } from "../core/error.ts";
import { localToUtc } from "../core/zone.ts";
import { type Cut, cutParts, NUMBER } from "./cut-parts.ts";
import { pathSafe, VARIABLE } from "./path-template.ts";
import type { Plan, Table } from "./plan.ts";
import { type Entities, type Parts, type Region, sizeOf, someOf } from "./region.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The i-th of n shards; i counts from 0. */
export interface Shard {
  index: number;
  count: number;
}

export const WHOLE: Shard = { index: 0, count: 1 };

/**
 * The parts of a table that a shard makes, for a path template such as `dt={date}/{id}.{ext}`. Dates and hours come
 * first, then entities. A shard takes whole parts; if the template names `{shard}` every shard takes its share of the
 * entities (of the ticks, when entities are fewer than shards) of every part instead. With `cut`, parts are cut into files
 * that `{part}` numbers.
 */
export function partition(
  plan: Plan,
  table: Table,
  template: string,
  extension: string,
  shard: Shard,
  cut?: Pick<Cut, "cells" | "order">,
): Parts {
  const variables = new Set([...template.matchAll(VARIABLE)].map((match) => match[1]));
  const known = [
    "id",
    "date",
    "hour",
    "table",
    "shard",
    "ext",
    ...(cut ? ["part"] : []),
    ...plan.inventory.tags.map((tag) => `tag.${tag.name}`),
  ];
  for (const name of variables) {
    if (!known.includes(name))
      throw new UsageError(
        `the path \`${template}\` has an unknown variable {${name}}; there are ${known.map((k) => `{${k}}`).join(" ")}`,
      );
  }
  const slices = sliceTime(plan, table, template, variables);
  const groups = groupEntities(plan, template, variables);
  const split = variables.has("shard");
  const every: Parts = {
    length: slices.length * groups.length,
    at(i) {
      const slice = slices[Math.floor(i / groups.length)];
      const group = groups.at(i % groups.length);
      const region = { entities: group.entities, from: slice.from, to: slice.to };
      const path = template.replace(VARIABLE, (_, name: string) => {
        if (name === "table") return table.name;
        if (name === "ext") return extension;
        if (name === "shard") return `${shard.index + 1}-of-${shard.count}`;
        if (name === "date") return slice.label.slice(0, 10);
        if (name === "hour") return slice.label.slice(11, 13);
        if (name === "part") return NUMBER;
        return group.text(name);
      });
      return { path, ...(split ? share(region, shard) : region) };
    },
  };
  const files = cut ? cutParts(every, { ...cut, every: table.every }) : every;
  const total = files.length;
  if (shard.count > 1 && total === 1 && !split) {
    throw new UsageError(
      `${shard.count} shards cannot share one file: put {shard} in its name, as in part-{shard}.${extension}`,
    );
  }
  const first = split ? 0 : Math.floor((total * shard.index) / shard.count);
  const last = split ? total : Math.floor((total * (shard.index + 1)) / shard.count);
  return { length: last - first, at: (i) => files.at(first + i) };
}

/** A shard's share of one region, by entity, or by time when there are fewer entities than shards. */
export function share(region: Region, { index, count }: Shard): Region {
  const cut = (size: number, i: number) => Math.floor((size * i) / count);
  const { entities, from, to } = region;
  const size = sizeOf(entities);
  if (size >= count) {
    return { entities: someOf(entities, cut(size, index), cut(size, index + 1)), from, to };
  }
  return { entities, from: from + cut(to - from, index), to: from + cut(to - from, index + 1) };
}

interface Slice {
  from: number;
  to: number;
  /** Local date and hour of the slice, `2024-01-01T05:00:00.000Z`; empty where the path shows neither. */
  label: string;
}

/**
 * The window cut where the local date (or hour) changes, if the template shows it. Where clocks go back, local time
 * stands still until it has caught up, so that no date or hour comes twice.
 */
function sliceTime(plan: Plan, table: Table, template: string, variables: ReadonlySet<string>): Slice[] {
  const { grid } = plan;
  const { from } = plan.window;
  // an entity has one row, which stands where the window starts
  const to = table.rows === "entity" ? from + 1 : plan.window.to;
  const { zone } = table;
  const [date, hour] = [variables.has("date"), variables.has("hour")];
  if (!date && !hour) return [{ from, to, label: "" }];
  const step = hour ? HOUR : DAY;
  const slices: Slice[] = [];
  for (let tick = from, reached = -Infinity; tick < to; ) {
    const time = grid.timeOf(tick);
    const unit = Math.floor(Math.max(time + zone.offsetAt(time), reached) / step) * step;
    reached = unit + step;
    const next = Math.min(to, Math.max(tick + 1, grid.tickAt(localToUtc(zone, reached))));
    slices.push({ from: tick, to: next, label: new Date(unit).toISOString() });
    tick = next;
  }
  if (hour && !date && new Set(slices.map((slice) => slice.label.slice(11, 13))).size < slices.length) {
    throw new UsageError(`the path \`${template}\` gives the same hour of several days one name: add {date}`);
  }
  return slices;
}

interface Groups {
  readonly length: number;
  at(i: number): { entities: Entities; text(variable: string): string };
}

/** Entities apart by id, by the tags in the template, or all together. */
function groupEntities(plan: Plan, template: string, variables: ReadonlySet<string>): Groups {
  const { inventory } = plan;
  const tags = inventory.tags.filter((tag) => variables.has(`tag.${tag.name}`));
  const text = (entity: number) => (variable: string) => {
    if (variable === "id") return pathSafe(inventory.idOf(entity));
    return pathSafe(String(tags.find((tag) => `tag.${tag.name}` === variable)?.at(entity) ?? ""));
  };
  const own = (name: string) => name === "id" || name.startsWith("tag.");
  /** The path as far as it tells entities apart. */
  const pathOf = (entity: number) => {
    const show = text(entity);
    return template.replace(VARIABLE, (variable, name: string) => (own(name) ? show(name) : variable));
  };
  if (variables.has("id")) {
    if (template.split("/").some((name) => name.includes("{id}") && name.includes("{tag."))) {
      requireApart(inventory.size, pathOf, (e) => inventory.idOf(e), template);
    }
    return { length: inventory.size, at: (e) => ({ entities: { from: e, to: e + 1 }, text: text(e) }) };
  }
  const all = { from: 0, to: inventory.size };
  if (tags.length === 0) return { length: 1, at: () => ({ entities: all, text: () => "" }) };
  const members = new Map<string, number[]>();
  for (let e = 0; e < inventory.size; e++) {
    // by what the path shows: values that it cannot tell apart share a file
    const path = pathOf(e);
    const list = members.get(path);
    if (list) list.push(e);
    else members.set(path, [e]);
  }
  const lists = [...members.values()].map((list) => Int32Array.from(list));
  return { length: lists.length, at: (i) => ({ entities: lists[i], text: text(lists[i][0]) }) };
}

/** Where an id and a tag share a name, as in `{id}{tag.x}`, two entities may come to the same. */
function requireApart(
  size: number,
  pathOf: (entity: number) => string,
  idOf: (entity: number) => string,
  template: string,
): void {
  const seen = new Map<string, number>();
  for (let e = 0; e < size; e++) {
    const path = pathOf(e);
    const other = seen.get(path);
    if (other !== undefined) {
      throw new UsageError(
        `the path \`${template}\` gives ${idOf(other)} and ${idOf(e)} one name: put a / between {id} and the tag`,
      );
    }
    seen.set(path, e);
  }
}
