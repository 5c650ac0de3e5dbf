// DuckDB writing the five-column rows: its best SQL (a source table of several row groups, unordered, fixed decimals).
// The source table is made beforehand and not timed. Prints {"rows","seconds","cpu","bytes"}.
import { statSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [path, format, rows, threads] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run(`SET threads=${Number(threads)}`);
await connection.run("SET preserve_insertion_order=false");
await connection.run(`CREATE TABLE src AS SELECT 'MTR' || lpad((i//8640)::VARCHAR, 8, '0') AS meter_id,
  strftime(TIMESTAMP '2024-01-01' + to_seconds((i%8640)*10), '%Y-%m-%dT%H:%M:%SZ') AS ts,
  1.5 + sin(2*pi()*(i%8640)/8640) AS base FROM range(${Number(rows)}) t(i)`);
const before = process.cpuUsage();
const began = performance.now();
await connection.run(`COPY (SELECT meter_id, ts AS timestamp, (base + 0.1*(random()-0.5))::DECIMAL(9,6) AS reading,
  (230 + 4*(random()-0.5))::DECIMAL(9,2) AS voltage, (20*random())::DECIMAL(9,3) AS current FROM src)
  TO '${path}' (FORMAT ${format})`);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1e6;
console.log(JSON.stringify({ rows: Number(rows), seconds, cpu, bytes: statSync(path).size }));
