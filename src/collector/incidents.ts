import { dirname, join, relative, resolve } from "node:path";
import { PermanentError } from "../core/error.ts";
import { type Database, loadSqlite } from "../core/sqlite.ts";
import { makeFolder } from "../engine/make-folder.ts";
import type { Known } from "../rules/announce.ts";
import { type Notification, textOf } from "../rules/notification.ts";
import { readName } from "./watched.ts";

const CREATE = `
CREATE TABLE IF NOT EXISTS incidents (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, rule TEXT NOT NULL, series TEXT NOT NULL,
  opened INTEGER NOT NULL, resolved INTEGER, opening TEXT NOT NULL, verdict TEXT NOT NULL, told TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS open_incidents ON incidents (source, rule) WHERE resolved IS NULL;
CREATE TABLE IF NOT EXISTS judged (
  source TEXT NOT NULL, rule TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (source, rule)
);
CREATE TABLE IF NOT EXISTS notifications (
  id INTEGER PRIMARY KEY, channel TEXT NOT NULL, notification TEXT NOT NULL, created INTEGER NOT NULL,
  claimed INTEGER, delivered INTEGER /* 0: given up */, attempts INTEGER NOT NULL DEFAULT 0, error TEXT
);
CREATE INDEX IF NOT EXISTS undelivered ON notifications (created) WHERE delivered IS NULL;`;

/** Where incidents of a database are kept unless it is said otherwise: beside it. */
export function incidentsBeside(database: string): string {
  return join(dirname(readName(database).path), "incidents.db");
}

/** What a database is called in incidents: the same for every way to name it, and when the folder moves. */
export function sourceOf(state: string, path: string): string {
  return relative(dirname(resolve(state)), resolve(path));
}

/** ms that another monitor is waited for. */
const PATIENCE = 10_000;
/** ms after which a notification that somebody claimed, and then nothing, is taken over. */
const CLAIM = 600_000;
/** ms after which a notification is not worth sending any more. */
const STALE = 86_400_000;

/** A notification on its way to a channel. */
export interface Pending {
  readonly id: number;
  readonly channel: string;
  readonly notification: Notification;
}

/** Which incidents are open, what was told to whom, and what is still to be delivered. */
export interface Incidents {
  /** Time of the last snapshot judged, ms UTC. */
  judged(source: string, rule: string): number | undefined;
  /** Does all of it or nothing; one process at a time. */
  whole(task: () => void): void;
  open(source: string, rule: string): (Known & { id: number })[];
  /** Adds it, or replaces the one of the same id. */
  keep(source: string, rule: string, incident: Known & { id?: number }): void;
  setJudged(source: string, rule: string, time: number): void;
  add(channel: string, notification: Notification, now: number): void;
  /** Notifications for these channels that are not delivered, claimed for this process. */
  claim(channels: readonly string[], now: number): Pending[];
  /** What was not delivered for too long, each once. */
  giveUp(now: number): { channel: string; text: string }[];
  delivered(id: number, now: number): void;
  failed(id: number, error: string): void;
  close(): void;
}

/** Opens the database of incidents, makes it where there is none. */
export async function openIncidents(path: string): Promise<Incidents> {
  const open = await loadSqlite();
  makeFolder(dirname(path));
  let db: Database | undefined;
  try {
    db = open(path);
    db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    db.exec(CREATE);
  } catch (cause) {
    db?.close();
    throw new PermanentError(`could not open the incidents ${path}: ${(cause as Error).message}`, { cause });
  }
  return over(db);
}

function over(db: Database): Incidents {
  return {
    judged(source, rule) {
      const [row] = db.prepare("SELECT time FROM judged WHERE source = ? AND rule = ?").all(source, rule);
      return row && Number(row.time);
    },
    whole(task) {
      db.exec("BEGIN IMMEDIATE");
      try {
        task();
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    open(source, rule) {
      const rows = db
        .prepare(
          "SELECT id, series, opened, opening, verdict, told FROM incidents WHERE source = ? AND rule = ? AND resolved IS NULL",
        )
        .all(source, rule);
      return rows.map(({ id, series, opened, opening, verdict, told }) => ({
        id: Number(id),
        series: String(series),
        opened: Number(opened),
        opening: JSON.parse(String(opening)),
        verdict: JSON.parse(String(verdict)),
        told: JSON.parse(String(told)),
      }));
    },
    keep(source, rule, { id, series, opened, resolved, opening, verdict, told }) {
      db.prepare(
        "INSERT OR REPLACE INTO incidents (id, source, rule, series, opened, resolved, opening, verdict, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ).run(
        id ?? null,
        source,
        rule,
        series,
        opened,
        resolved ?? null,
        ...[opening, verdict, told].map((one) => JSON.stringify(one)),
      );
    },
    setJudged(source, rule, time) {
      db.prepare("INSERT OR REPLACE INTO judged VALUES (?, ?, ?)").run(source, rule, time);
    },
    add(channel, notification, now) {
      db.prepare("INSERT INTO notifications (channel, notification, created) VALUES (?, ?, ?)").run(
        channel,
        JSON.stringify(notification),
        now,
      );
    },
    claim(channels, now) {
      const rows = db
        .prepare(
          `UPDATE notifications SET claimed = ?, attempts = attempts + 1 WHERE delivered IS NULL AND created > ? AND (claimed IS NULL OR claimed < ?) AND channel IN (${channels.map(() => "?").join(", ")}) RETURNING id, channel, notification`,
        )
        .all(now, now - STALE, now - CLAIM, ...channels);
      const claimed = rows.map(({ id, channel, notification }) => ({
        id: Number(id),
        channel: String(channel),
        notification: JSON.parse(String(notification)),
      }));
      return claimed.sort((a, b) => a.id - b.id);
    },
    giveUp(now) {
      const rows = db
        .prepare(
          "UPDATE notifications SET delivered = 0 WHERE delivered IS NULL AND created <= ? RETURNING channel, notification",
        )
        .all(now - STALE);
      return rows.map(({ channel, notification }) => ({
        channel: String(channel),
        text: textOf(JSON.parse(String(notification))),
      }));
    },
    delivered(id, now) {
      db.prepare("UPDATE notifications SET delivered = ?, error = NULL WHERE id = ?").run(now, id);
    },
    failed(id, error) {
      db.prepare("UPDATE notifications SET claimed = NULL, error = ? WHERE id = ?").run(error, id);
    },
    close: () => db.close(),
  };
}
