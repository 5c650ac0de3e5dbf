import type { Batch, Field, Schema } from "../../core/batch.ts";
import { instantOf, kindOf, type Reader, readersOf, timeOf, type Value } from "../rows.ts";

/** Writes row i of a batch as a line, or nothing where it has no value. */
export type LineWriter = (batch: Batch, i: number) => string;

/**
 * Lines of the InfluxDB line protocol, times in ms: the table is the measurement; ids, tags and what else is in the key
 * are tags, the rest are fields. https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
export function lineWriter(schema: Schema): LineWriter {
  const readers = readersOf(schema);
  const time = timeOf(schema);
  const [tags, fields] = [isTag(schema), (field: Field) => !isTag(schema)(field) && field !== time].map((chosen) =>
    schema.fields.flatMap((field, c) => (chosen(field) ? [part(field, readers[c])] : [])),
  );
  const instant = readers[schema.fields.indexOf(time)];
  const measurement = schema.table.replace(/[, \\]/g, "\\$&");
  return (batch, i) => {
    let line = measurement;
    for (const { name, read } of tags) {
      const value = read(batch, i);
      if (value !== null && value !== "") line += `,${name}=${tagText(String(value))}`;
    }
    let separator = " ";
    for (const { name, read, kind } of fields) {
      const value = read(batch, i);
      if (value === null) continue;
      line += `${separator}${name}=${fieldText(value, kind)}`;
      separator = ",";
    }
    return separator === " " ? "" : `${line} ${instantOf(time, instant(batch, i))}\n`;
  };
}

interface Part {
  name: string;
  read: Reader;
  kind: ReturnType<typeof kindOf>;
}

function part(field: Field, read: Reader): Part {
  return { name: tagText(field.name), read, kind: kindOf(field) };
}

function isTag({ key }: Schema): (field: Field) => boolean {
  return ({ name, type, role }) => type === "text" && (role === "entity" || role === "tag" || key.includes(name));
}

/** A line cannot hold a line break, nor a name or tag end in a backslash. */
function tagText(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .replace(/\\+$/, "")
    .replace(/[, =]/g, "\\$&");
}

function fieldText(value: Value, kind: Part["kind"]): string {
  if (typeof value === "string") return `"${value.replace(/[\\"]/g, "\\$&")}"`;
  return kind === "float" || kind === "boolean" ? String(value) : `${value}i`;
}
