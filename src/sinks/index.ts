import { file } from "./file.ts";
import { memory } from "./memory.ts";
import { null as nothing } from "./null.ts";
import { sqlite } from "./sqlite.ts";
import { stdout } from "./stdout.ts";

/** Every sink by type; the first whose `match` takes the URL is used. */
export const sinks = { stdout, null: nothing, memory, sqlite, file };
