import { dirname } from "node:path";
import { PermanentError } from "../core/error.ts";
import { type Database, loadSqlite } from "../core/sqlite.ts";
import { makeFolder } from "../engine/make-folder.ts";
import { DIMENSIONS, type Snapshot } from "./snapshot.ts";
import { pairsOf } from "./snapshot-csv.ts";

/** The table of snapshots. */
export const TABLE = "segment_timeseries";

/** Its columns of dimensions: name and value of each. */
export const PAIRS = Array.from({ length: DIMENSIONS }, (_, i) => [`dim${i + 1}_name`, `dim${i + 1}_value`]).flat();
const CREATE = `CREATE TABLE IF NOT EXISTS ${TABLE} (
  ts TEXT NOT NULL,
  segment TEXT NOT NULL,
  count INTEGER NOT NULL,
  ${PAIRS.map((name) => `${name} TEXT`).join(",\n  ")},
  PRIMARY KEY (ts, segment, ${PAIRS.join(", ")})
)`;

/** The database of snapshots. A snapshot that is stored again replaces the one of its time whole. */
export interface Timeseries {
  replace(snapshot: Snapshot): void;
  close(): void;
}

/** Opens the database, makes it where there is none; `patience` is how many ms another writer is waited for. */
export async function openTimeseries(path: string, patience: number): Promise<Timeseries> {
  const open = await loadSqlite();
  makeFolder(dirname(path));
  const db = naming("open", path, () => {
    const opened = open(path);
    try {
      opened.exec(`PRAGMA busy_timeout = ${patience}`);
      opened.exec(CREATE);
      refuseOther(opened, path);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  });
  return { replace: (snapshot) => naming("write to", path, () => replace(db, snapshot)), close: () => db.close() };
}

function replace(db: Database, snapshot: Snapshot): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.prepare(`DELETE FROM ${TABLE} WHERE ts = ?`).run(snapshot.ts);
    const insert = db.prepare(
      `INSERT OR REPLACE INTO ${TABLE} (ts, segment, count, ${PAIRS.join(", ")}) VALUES (?, ?, ?, ${PAIRS.map(() => "?").join(", ")})`,
    );
    for (const row of snapshot.rows) insert.run(snapshot.ts, row.segment, row.count, ...pairsOf(row));
    db.exec("COMMIT");
  } catch (error) {
    // a full disk may have ended the transaction already
    try {
      db.exec("ROLLBACK");
    } catch {}
    throw error;
  }
}

function refuseOther(db: Database, path: string): void {
  const there = db.prepare(`SELECT name FROM pragma_table_info('${TABLE}')`).all();
  const names = there.map(({ name }) => String(name));
  const missing = ["ts", "segment", "count", ...PAIRS].filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new PermanentError(
      `its table ${TABLE} is another's: it has no ${missing.join(", ")}; name another database than ${path}`,
    );
}

/** Says of every failure what, where and why. */
function naming<T>(what: string, path: string, task: () => T): T {
  try {
    return task();
  } catch (cause) {
    const { message } = cause as Error;
    const told = `[collect] could not ${what} the database ${path}: ${message}`;
    throw /not a database|another's/.test(message)
      ? new PermanentError(told, { cause })
      : new Error(`${told}; nothing of the snapshot is in it, and the next collect brings it in`, { cause });
  }
}
