import type { Column, Field, Schema } from "../../core/batch.ts";
import { UsageError } from "../../core/error.ts";
import { parseInstant } from "../../core/instant.ts";
import { suggest } from "../../core/suggest.ts";
import { utc } from "../../core/zone.ts";
import { IDS, TIMES } from "../../engine/inject/columns.ts";
import type { Row } from "./row.ts";

type Type = Exclude<Column["type"], "fixed">;
const KNOWN: readonly Type[] = ["time", "float", "int", "bool", "text"];

/** What is said of the columns instead of being inferred. */
export interface Asked {
  table: string;
  /** `name` or `name:type`, in order; all columns unless given. */
  columns?: readonly string[];
  /** Columns that identify a row. */
  key?: readonly string[];
}

/**
 * The schema of rows: columns in the order in which they come, times and ids by their usual names, numbers as such. A row is
 * known by its id and time, unless said otherwise.
 */
export function schemaOf(rows: readonly Row[], { table, columns, key }: Asked): Schema {
  const found = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const wanted = (columns ?? found).map((text) => {
    const [, name, type] = /^(.*?)(?::(\w+))?$/.exec(text)!;
    if (type !== undefined && !KNOWN.includes(type as Type))
      throw new UsageError(`--columns ${text}: there is no type ${type}; there are ${KNOWN.join(", ")}`);
    return { name, type: (type as Type | undefined) ?? typeOf(name, rows) };
  });
  const time =
    wanted.find(({ name, type }) => type === "time" && isCalled(name, TIMES)) ??
    wanted.find(({ type }) => type === "time");
  const id = wanted.find(({ name, type }) => type !== "time" && isCalled(name, IDS));
  const fields = wanted.map(({ name, type }): Field => {
    const role = name === time?.name ? "time" : name === id?.name ? "entity" : type === "text" ? "tag" : "value";
    const format = type === "time" ? { time: { format: "iso" as const, zone: "UTC", milliseconds: true } } : {};
    return { name, type, role, nullable: role !== "time" && role !== "entity", ...format };
  });
  const names = fields.map(({ name }) => name);
  for (const name of key ?? [])
    if (!names.includes(name)) {
      const near = suggest(name, names);
      throw new UsageError(
        `--key ${name}: there is no such column; there are ${names.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
      );
    }
  return { table, fields, key: key ?? [id, time].flatMap((one) => (one ? [one.name] : [])) };
}

function isCalled(name: string, usual: readonly string[]): boolean {
  return usual.includes(name.toLowerCase());
}

function typeOf(name: string, rows: readonly Row[]): Type {
  const values = rows.map((row) => row.get(name)).filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return isCalled(name, TIMES) ? "time" : "text";
  if (isCalled(name, TIMES) && values.every((value) => timeOf(value) !== undefined)) return "time";
  if (isCalled(name, IDS)) return "text";
  if (values.every((value) => typeof value === "boolean")) return "bool";
  return values.every((value) => typeof value === "number") ? "float" : "text";
}

/** ms UTC of a time: text with or without an offset, or seconds or ms since 1970. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isFinite(value))
    return Math.round(Math.abs(value) < 1e11 ? value * 1000 : value);
  if (typeof value !== "string" || !/^\d{4}-/.test(value)) return undefined;
  try {
    // anything below a millisecond is cut off
    return parseInstant(value.replace(/(\.\d{3})\d+/, "$1"), { now: 0, zone: utc, as: "start" });
  } catch {
    return undefined;
  }
}
