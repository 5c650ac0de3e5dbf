import type { Field, Schema } from "../../core/batch.ts";
import { entityOf, instantOf, kindOf, timeOf } from "../rows.ts";
import type { Store } from "./store.ts";
import { SOURCES, type Table } from "./table.ts";

/** Runs a statement; its rows by column. */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** How a store says what all of them can. */
export interface Dialect {
  quote(name: string): string;
  /** The type of a column as the store names it when asked; `inKey` of a column of the key. */
  typeOf(field: Field, inKey: boolean): string;
  /** An instant, ms UTC, as a literal. */
  instant(ms: number, field: Field): string;
  /** What follows the columns of a new table, and before them, in the parentheses. */
  constraint?(key: string): string;
  options?(key: string): string;
  /** Columns of a table: rows of `name` and `type`. */
  describe(table: string): string;
  /** Whether the type itself says that a column may be empty. */
  nullInType?: boolean;
  /** What follows the name of a table that is read. */
  final?: string;
}

/** A literal of a text. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `"a", "b"` */
export function names(dialect: Dialect, fields: readonly string[]): string {
  return fields.map(dialect.quote).join(", ");
}

/** Of the table's fields, those outside its key. */
export function beside({ fields, key }: Schema): string[] {
  return fields.map(({ name }) => name).filter((name) => !key.includes(name));
}

/** A table by the statements of a dialect. */
export function sqlTable(dialect: Dialect, query: Query, schema: Schema): Table {
  const { quote, final = "", options = () => "" } = dialect;
  const constraint = dialect.constraint ?? ((key: string) => `, PRIMARY KEY (${key})`);
  const { table, fields, key } = schema;
  const notNull = ({ nullable }: Field) => (nullable || dialect.nullInType ? "" : " NOT NULL");
  const typeOf = (field: Field) => dialect.typeOf(field, key.includes(field.name));
  const named = textLiteral(table);
  const text: Field = { name: "", type: "text", nullable: false, role: "label" };
  const create = (name: string, columns: string[], keys: string) =>
    query(`CREATE TABLE IF NOT EXISTS ${quote(name)} (${columns.join(", ")}${constraint(keys)})${options(keys)}`);
  const known = () =>
    create(
      SOURCES,
      ["table_name", "source", "seed"].map((name, i) => `${name} ${dialect.typeOf(text, i === 0)}${notNull(text)}`),
      "table_name",
    );
  return {
    typeOf,
    async columns() {
      const found = await query(dialect.describe(table));
      return found.length === 0 ? undefined : new Map(found.map(({ name, type }) => [String(name), String(type)]));
    },
    async drop() {
      await query(`DROP TABLE ${quote(table)}`);
    },
    async create() {
      const columns = fields.map((field) => `${quote(field.name)} ${typeOf(field)}${notNull(field)}`);
      await create(table, columns, names(dialect, key));
    },
    async source() {
      await known();
      const [row] = await query(`SELECT source, seed FROM ${SOURCES}${final} WHERE table_name = ${named}`);
      return row && { source: String(row.source), seed: Number(row.seed) };
    },
    async record({ source, seed }) {
      await known();
      if (final === "") await query(`DELETE FROM ${SOURCES} WHERE table_name = ${named}`);
      await query(`INSERT INTO ${SOURCES} VALUES (${named}, ${textLiteral(source)}, ${textLiteral(String(seed))})`);
    },
  };
}

/** What a table holds: the time of its latest row, and what each entity has in some span of time. */
export function holdings(dialect: Dialect, query: Query, schema: Schema): Required<Pick<Store, "newest" | "held">> {
  const table = dialect.quote(schema.table) + (dialect.final ?? "");
  return {
    async newest() {
      const field = timeOf(schema);
      const time = dialect.quote(field.name);
      const [row] = await query(`SELECT ${time} AS latest FROM ${table} ORDER BY ${time} DESC LIMIT 1`);
      return row && instantOf(field, row.latest);
    },
    async held(from, to) {
      const field = timeOf(schema);
      const [id, time] = [entityOf(schema).name, field.name].map(dialect.quote);
      const literal = (ms: number) =>
        kindOf(field) === "instant"
          ? dialect.instant(ms, field)
          : String(field.time?.format === "epoch" ? ms / 1000 : ms);
      const bounds = [
        ...(from > -Infinity ? [`${time} >= ${literal(from)}`] : []),
        ...(to < Infinity ? [`${time} < ${literal(to)}`] : []),
      ];
      const where = bounds.length > 0 ? ` WHERE ${bounds.join(" AND ")}` : "";
      const found = await query(
        `SELECT ${id} AS entity, COUNT(*) AS n, MAX(${time}) AS latest FROM ${table}${where} GROUP BY ${id}`,
      );
      return found.map(({ entity, n, latest }) => ({
        id: String(entity),
        rows: Number(n),
        last: instantOf(field, latest),
      }));
    },
  };
}

/** Does a task whole or not at all. */
export async function transaction(query: Query, task: () => Promise<void>): Promise<void> {
  await query("BEGIN");
  try {
    await task();
  } catch (error) {
    await query("ROLLBACK").catch(() => {});
    throw error;
  }
  await query("COMMIT");
}
