import { clickhouse } from "./clickhouse.ts";
import { duckdb } from "./duckdb.ts";
import { file } from "./file.ts";
import { gs } from "./gs.ts";
import { influx } from "./influx.ts";
import { memory } from "./memory.ts";
import { mongodb } from "./mongodb.ts";
import { mysql } from "./mysql.ts";
import { null as nothing } from "./null.ts";
import { postgres } from "./postgres.ts";
import { s3 } from "./s3.ts";
import { sqlite } from "./sqlite.ts";
import { stdout } from "./stdout.ts";

/** Every sink by type; the first whose `match` takes the URL is used. */
export const sinks = {
  stdout,
  null: nothing,
  memory,
  sqlite,
  duckdb,
  postgres,
  mysql,
  mongodb,
  clickhouse,
  influx,
  gs,
  s3,
  file,
};
