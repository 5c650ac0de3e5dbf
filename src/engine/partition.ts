import { UsageError } from "../core/error.ts";
import type { Plan, Table } from "./plan.ts";

/** Some entities: a contiguous range, or a list in ascending order. */
export type Entities = { readonly from: number; readonly to: number } | Int32Array;

export function sizeOf(entities: Entities): number {
  return entities instanceof Int32Array ? entities.length : entities.to - entities.from;
}

export function entityAt(entities: Entities, i: number): number {
  return entities instanceof Int32Array ? entities[i] : entities.from + i;
}

/** A rectangle of a table: entities by ticks [from, to). */
export interface Region {
  entities: Entities;
  from: number;
  to: number;
}

/** One file, or whatever a sink makes of it: rows that share a path. */
export interface Part extends Region {
  path: string;
}

/** The i-th of n shards; i counts from 0. */
export interface Shard {
  index: number;
  count: number;
}

export const WHOLE: Shard = { index: 0, count: 1 };

/** Parts in order, made on demand: there may be millions. */
export interface Parts {
  readonly length: number;
  at(i: number): Part;
}

const VARIABLE = /\{([^{}]*)\}/g;

/**
 * The parts of a table that a shard makes, for a path template such as `dt={date}/{id}.{ext}`. Dates and hours come
 * first, then entities. A shard takes whole parts; if the template names `{shard}` every shard takes its share of the
 * entities (of the ticks, when entities are fewer than shards) of every part instead.
 */
export function partition(plan: Plan, table: Table, template: string, extension: string, shard: Shard): Parts {
  const variables = new Set([...template.matchAll(VARIABLE)].map((match) => match[1]));
  const known = ["id", "date", "hour", "table", "shard", "ext", ...plan.inventory.tags.map((tag) => `tag.${tag.name}`)];
  for (const name of variables) {
    if (!known.includes(name))
      throw new UsageError(
        `the path \`${template}\` has an unknown variable {${name}}; there are ${known.map((k) => `{${k}}`).join(" ")}`,
      );
  }
  const all = { from: 0, to: plan.inventory.size };
  const slices = sliceTime(plan, table, variables);
  const groups = groupEntities(plan, variables, all);
  const split = variables.has("shard");
  const total = slices.length * groups.length;
  if (shard.count > 1 && total === 1 && !split) {
    throw new UsageError(
      `${shard.count} shards cannot share one file: put {shard} in its name, as in part-{shard}.${extension}`,
    );
  }
  const first = split ? 0 : Math.floor((total * shard.index) / shard.count);
  const last = split ? total : Math.floor((total * (shard.index + 1)) / shard.count);
  return {
    length: last - first,
    at(i) {
      const slice = slices[Math.floor((first + i) / groups.length)];
      const group = groups.at((first + i) % groups.length);
      const region = { entities: group.entities, from: slice.from, to: slice.to };
      const path = template.replace(VARIABLE, (_, name: string) => {
        if (name === "table") return table.name;
        if (name === "ext") return extension;
        if (name === "shard") return `${shard.index + 1}-of-${shard.count}`;
        if (name === "date") return slice.label.slice(0, 10);
        if (name === "hour") return slice.label.slice(11, 13);
        return group.text(name);
      });
      return { path, ...(split ? share(region, shard) : region) };
    },
  };
}

/** A shard's share of one region, by entity, or by time when there are fewer entities than shards. */
export function share(region: Region, { index, count }: Shard): Region {
  const cut = (size: number, i: number) => Math.floor((size * i) / count);
  const { entities, from, to } = region;
  const size = sizeOf(entities);
  if (size >= count) {
    const [a, b] = [cut(size, index), cut(size, index + 1)];
    const some =
      entities instanceof Int32Array ? entities.subarray(a, b) : { from: entities.from + a, to: entities.from + b };
    return { entities: some, from, to };
  }
  return { entities, from: from + cut(to - from, index), to: from + cut(to - from, index + 1) };
}

interface Slice {
  from: number;
  to: number;
  /** Local date and time of the slice's first tick, `2024-01-01T05`. */
  label: string;
}

/** The window cut where the local date (or hour) changes, if the template shows it. */
function sliceTime(plan: Plan, table: Table, variables: ReadonlySet<string>): Slice[] {
  const { from, to } = plan.window;
  const digits = variables.has("hour") ? 13 : variables.has("date") ? 10 : 0;
  const label = (tick: number): string => {
    const time = plan.grid.timeOf(tick);
    return new Date(time + table.zone.offsetAt(time)).toISOString();
  };
  if (digits === 0) return [{ from, to, label: label(from) }];
  const slices: Slice[] = [];
  const step = digits === 10 ? 86_400_000 : 3_600_000;
  for (let tick = from; tick < to; ) {
    const time = plan.grid.timeOf(tick);
    const here = label(tick).slice(0, digits);
    // the boundary lies where local time is next a multiple of the step; an offset change may move it, so look again
    let next = tick + 1;
    let local = time + table.zone.offsetAt(time);
    for (let tries = 0; tries < 4; tries++) {
      const boundary = time + (Math.floor(local / step) + 1) * step - local;
      next = Math.max(tick + 1, plan.grid.tickAt(boundary));
      const before = plan.grid.timeOf(next - 1);
      if (label(next - 1).slice(0, digits) === here && label(next).slice(0, digits) !== here) break;
      local += table.zone.offsetAt(before) - table.zone.offsetAt(time);
    }
    while (next < to && label(next).slice(0, digits) === here) next++;
    while (next - 1 > tick && label(next - 1).slice(0, digits) !== here) next--;
    slices.push({ from: tick, to: Math.min(next, to), label: label(tick) });
    tick = Math.min(next, to);
  }
  return slices;
}

interface Groups {
  readonly length: number;
  at(i: number): { entities: Entities; text(variable: string): string };
}

/** Entities apart by id, by the tags in the template, or all together. */
function groupEntities(plan: Plan, variables: ReadonlySet<string>, all: { from: number; to: number }): Groups {
  const { inventory } = plan;
  const tags = inventory.tags.filter((tag) => variables.has(`tag.${tag.name}`));
  const text = (entity: number) => (variable: string) =>
    variable === "id"
      ? safe(inventory.idOf(entity))
      : safe(String(tags.find((tag) => `tag.${tag.name}` === variable)!.at(entity) ?? ""));
  if (variables.has("id")) {
    return { length: inventory.size, at: (e) => ({ entities: { from: e, to: e + 1 }, text: text(e) }) };
  }
  if (tags.length === 0) return { length: 1, at: () => ({ entities: all, text: () => "" }) };
  const members = new Map<string, number[]>();
  for (let e = 0; e < inventory.size; e++) {
    const name = JSON.stringify(tags.map((tag) => tag.at(e)));
    const list = members.get(name);
    if (list) list.push(e);
    else members.set(name, [e]);
  }
  const lists = [...members.values()].map((list) => Int32Array.from(list));
  return { length: lists.length, at: (i) => ({ entities: lists[i], text: text(lists[i][0]) }) };
}

/** A value as one path segment: what a file system or a shell could misread is percent-encoded. */
function safe(value: string): string {
  const text = value.replace(/[^\p{L}\p{N} _.,@+=:-]/gu, (c) =>
    encodeURIComponent(c).replace(/^[^%]$/, (d) => `%${d.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`),
  );
  return text === "" ? "_" : /^\.+$/.test(text) ? text.replaceAll(".", "%2E") : text;
}
