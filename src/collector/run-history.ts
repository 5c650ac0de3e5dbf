import { dirname } from "node:path";
import { loadSqlite } from "../core/sqlite.ts";
import { makeFolder } from "../engine/make-folder.ts";

const CREATE = `CREATE TABLE IF NOT EXISTS runs (
  name TEXT NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL, started TEXT, ended TEXT, code INTEGER,
  PRIMARY KEY (name, due)
)`;

/** What became of the times of a schedule. */
export interface RunHistory {
  /** The last of its times that was seen to, ms UTC. */
  last(): number | undefined;
  skipped(due: number): void;
  started(due: number, now: number): void;
  ended(due: number, now: number, code: number): void;
  close(): void;
}

/** Opens the history of the schedule of a name; a run that never ended is one that was interrupted. */
export async function openHistory(path: string, name: string): Promise<RunHistory> {
  const open = await loadSqlite();
  makeFolder(dirname(path));
  const db = open(path);
  db.exec("PRAGMA busy_timeout = 10000");
  db.exec(CREATE);
  db.prepare("UPDATE runs SET state = 'interrupted' WHERE name = ? AND state = 'running'").run(name);
  const put = db.prepare("INSERT OR REPLACE INTO runs (name, due, state, started) VALUES (?, ?, ?, ?)");
  const text = (ms: number) => new Date(ms).toISOString();
  return {
    last() {
      const [{ due }] = db.prepare("SELECT MAX(due) AS due FROM runs WHERE name = ?").all(name);
      return due === null ? undefined : Date.parse(String(due));
    },
    skipped: (due) => void put.run(name, text(due), "skipped", null),
    started: (due, now) => void put.run(name, text(due), "running", text(now)),
    ended(due, now, code) {
      const state = code === 0 ? "done" : code >= 130 ? "interrupted" : "failed";
      db.prepare("UPDATE runs SET state = ?, ended = ?, code = ? WHERE name = ? AND due = ?").run(
        state,
        text(now),
        code,
        name,
        text(due),
      );
    },
    close: () => db.close(),
  };
}
