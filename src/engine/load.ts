import { open } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Locate, ScenarioError, UsageError } from "../core/error.ts";
import { readSource } from "./source-tree.ts";

/** A scenario as it was written, not yet checked. */
export interface Loaded {
  input: unknown;
  /** The name of its file, as errors show it. */
  file: string;
  /** Where a value stands; knows nothing for scenarios in TypeScript or JavaScript. */
  locate: Locate;
  /** What a TypeScript or JavaScript module exports as `catalog`: definitions of its own. */
  catalog?: unknown;
}

/** Largest scenario file, bytes. */
const LARGEST = 5_000_000;

const CODE = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]);

/**
 * Reads a scenario file: YAML 1.2, JSON, or a TypeScript or JavaScript module that exports it as default or as
 * `scenario`. Throws UsageError when the file cannot be read or run, ScenarioError with positions when its text is wrong.
 */
export async function load(file: string): Promise<Loaded> {
  if (CODE.has(extname(file).toLowerCase())) return loadModule(file);
  return loadText(decode(await readBytes(file), file), file);
}

/**
 * Reads a scenario from text: JSON when `file` ends in `.json`, else YAML 1.2. A number may be grouped, `2_000`. Refuses
 * what is not finite, not plain, doubled or without bounds, with the place: see ScenarioError.
 */
export function loadText(text: string, file: string): Loaded {
  if (text.length > LARGEST) throw new UsageError(tooLarge(file));
  const language = extname(file).toLowerCase() === ".json" ? "JSON" : "YAML";
  return { file, ...readSource(text.replace(/^\uFEFF/, ""), file, language) };
}

function tooLarge(file: string): string {
  return `${file} is larger than ${LARGEST / 1e6} MB, the most for a scenario; put large tables into a CSV file`;
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, "r");
    try {
      // the size of a pipe or device is not known before it is read
      const bytes = new Uint8Array(LARGEST + 1);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length);
        if (bytesRead === 0) return bytes.subarray(0, length);
        length += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: "there is no such file",
      EISDIR: "it is a folder",
      EACCES: "permission denied",
    };
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${file}: ${reasons[code ?? ""] ?? message}`, { cause: error });
  }
  throw new UsageError(tooLarge(file));
}

/** The text of UTF-8 bytes, without a byte order mark. */
function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    if (wide) throw new UsageError(`${file} is UTF-16; save it as UTF-8`);
    const source = new TextDecoder("utf-8").decode(bytes);
    const before = source.slice(0, source.indexOf("\uFFFD")).split("\n");
    const location = { file, line: before.length, column: before[before.length - 1].length + 1, source };
    throw new ScenarioError([{ path: [], message: "expected UTF-8; found bytes that are not", location }]);
  }
}

interface Exports {
  default?: Exports;
  scenario?: unknown;
  catalog?: unknown;
}

async function loadModule(file: string): Promise<Loaded> {
  const { createJiti } = await import("jiti");
  let module: Exports;
  try {
    // a scenario may import this package by name, whether or not it is installed where the file stands
    const self = new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "../index.js", import.meta.url);
    const options = { fsCache: false, interopDefault: false, alias: { fauxmetry: fileURLToPath(self) } };
    module = await createJiti(import.meta.url, options).import(resolve(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot run ${file}: ${reason}`, { cause: error });
  }
  // a CommonJS module arrives as the default export of another
  const input = module.scenario ?? module.default?.scenario ?? module.default;
  if (input === undefined) throw new UsageError(`${file} exports no scenario; export it as default or as \`scenario\``);
  return { input, file, locate: () => undefined, catalog: module.catalog ?? module.default?.catalog };
}
