// The plainest good code for each client: one transaction and a prepared upsert a row; data chunks into an appender.

import duckdb from "@duckdb/node-api";
import { DatabaseSync } from "@photostructure/sqlite";

const text = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const value = ({ values, decimals }, i) => values[i] / 10 ** decimals;

async function sqlite(path, batches) {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  db.exec(
    "CREATE TABLE readings (timestamp TEXT, meter_id TEXT, reading REAL, voltage REAL, current REAL, PRIMARY KEY (timestamp, meter_id)) WITHOUT ROWID",
  );
  const insert = db.prepare(
    "INSERT INTO readings VALUES (?, ?, ?, ?, ?) ON CONFLICT (timestamp, meter_id) DO UPDATE SET reading = excluded.reading, voltage = excluded.voltage, current = excluded.current",
  );
  db.exec("BEGIN");
  for (const { rows, columns } of batches) {
    const [time, id, reading, voltage, current] = columns;
    for (let i = 0; i < rows; i++)
      insert.run(
        text(time.values[i]),
        id.dictionary[id.codes[i]],
        value(reading, i),
        value(voltage, i),
        value(current, i),
      );
  }
  db.exec("COMMIT");
  db.close();
}

async function duck(path, batches) {
  const { DuckDBInstance, DuckDBDataChunk, DuckDBTimestampTZValue, TIMESTAMPTZ, VARCHAR, DOUBLE } = duckdb;
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(
    "CREATE TABLE readings (timestamp TIMESTAMPTZ, meter_id VARCHAR, reading DOUBLE, voltage DOUBLE, current DOUBLE)",
  );
  const appender = await connection.createAppender("readings");
  for (const { rows, columns } of batches) {
    const [time, id, ...numbers] = columns;
    for (let first = 0; first < rows; first += 2048) {
      const length = Math.min(2048, rows - first);
      const made = (of) => Array.from({ length }, (_, i) => of(first + i));
      const chunk = DuckDBDataChunk.create([TIMESTAMPTZ, VARCHAR, DOUBLE, DOUBLE, DOUBLE]);
      chunk.setColumns([
        made((i) => new DuckDBTimestampTZValue(BigInt(time.values[i]) * 1000n)),
        made((i) => id.dictionary[id.codes[i]]),
        ...numbers.map((column) => made((i) => value(column, i))),
      ]);
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
  connection.closeSync();
  instance.closeSync();
}

export const peers = { sqlite, duckdb: duck };
