// DuckDB writing to Parquet the very rows that we made: they are loaded from our CSV first, which is not timed.
// Prints {"rows","seconds","cpu","bytes"}.
import { statSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [csv, path, threads, compression] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run("SET threads=2");
await connection.run(`CREATE TABLE src AS FROM read_csv('${csv}', columns={meter_id: 'VARCHAR', timestamp: 'TIMESTAMPTZ',
  reading: 'DOUBLE', voltage: 'DOUBLE', current: 'DOUBLE'})`);
await connection.run(`SET threads=${Number(threads)}`);
await connection.run("SET preserve_insertion_order=false");
const rows = Number((await connection.runAndReadAll("SELECT count(*) FROM src")).getRows()[0][0]);
const before = process.cpuUsage();
const began = performance.now();
await connection.run(`COPY src TO '${path}' (FORMAT parquet, COMPRESSION ${compression})`);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1e6;
console.log(JSON.stringify({ rows, seconds, cpu, bytes: statSync(path).size }));
