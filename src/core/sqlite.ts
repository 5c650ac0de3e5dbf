import { MissingError } from "./error.ts";

/** What is used of the module: node:sqlite and @photostructure/sqlite have it alike. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: unknown[]): unknown; all(...values: unknown[]): Record<string, unknown>[] };
  close(): void;
}

export type OpenDatabase = (path: string, options?: { readOnly?: boolean }) => Database;

/** SQLite, from whichever of its modules is there; throws a MissingError that says what to install. */
export async function loadSqlite(): Promise<OpenDatabase> {
  for (const name of ["@photostructure/sqlite", "node:sqlite"]) {
    try {
      const { DatabaseSync } = (await import(name)) as { DatabaseSync: new (...args: unknown[]) => Database };
      return (path, options = {}) => new DatabaseSync(path, options);
    } catch {
      // the other may be there
    }
  }
  throw new MissingError("SQLite is missing: npm i @photostructure/sqlite, or Node 22.13 and later");
}
