import type { Batch, Schema } from "../../core/batch.ts";
import { MissingError, PermanentError } from "../../core/error.ts";
import { hideSecrets } from "../../core/secret.ts";
import type { Held, Sink, Stamp } from "../../core/sink.ts";

/** A connection with one table open. Calls come one at a time; what is written is stored once `flush` resolves. */
export interface Store {
  write(batch: Batch): Promise<void>;
  flush(): Promise<void>;
  /** ms UTC of the latest row. */
  newest?(): Promise<number | undefined>;
  /** Rows of times [from, to), ms UTC, by entity. */
  held?(from: number, to: number): Promise<Held[]>;
  close(): Promise<void>;
}

export interface StoreKind {
  /** Of the sink, as messages name it. */
  type: string;
  /** Where it is, as messages name it; secrets in it are hidden. */
  url: string;
  connect(schema: Schema, stamp: Stamp): Promise<Store>;
  /** What to do about a failure that no retry can help; undefined of one that may pass. */
  remedy(error: Failure): string | undefined;
}

/** An error of a client with what clients put on it. */
export interface Failure extends Error {
  code?: string | number;
  errno?: number;
}

/** A sink over a store of rows, that counts what it seals and says of every failure what, where, why and what to do. */
export function storeSink({ type, url, connect, remedy }: StoreKind): Sink {
  let store: Store | undefined;
  let rows = 0;
  const doing = async <T>(what: string, task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } catch (thrown) {
      const error = thrown as Failure;
      if (error instanceof MissingError) throw error;
      const told = error instanceof PermanentError ? "" : remedy(error);
      const message = hideSecrets(`[sink:${type}] could not ${what} ${url}: ${causeOf(error)}`);
      if (told === undefined) throw new Error(message);
      throw new PermanentError(told === "" ? message : `${message}: ${told}`);
    }
  };
  return {
    async open(schema, stamp) {
      store = await doing("open", () => connect(schema, stamp));
      return undefined;
    },
    async write(batch) {
      await doing("write to", () => store!.write(batch));
      rows += batch.rows;
    },
    async flush() {
      await doing("write to", () => store!.flush());
      return undefined;
    },
    async seal(partition) {
      await doing("write to", () => store!.flush());
      const seal = { partition, rows, bytes: 0, crc32: "" };
      rows = 0;
      return seal;
    },
    newest: () => doing("ask", async () => store!.newest?.()),
    held: (from, to) => doing("ask", async () => (await store!.held?.(from, to)) ?? []),
    async close() {
      const open = store;
      store = undefined;
      await open?.close();
    },
  };
}

/** Why, in words: clients leave the message empty where several addresses failed. */
function causeOf(error: Failure): string {
  const several = error instanceof AggregateError ? error.errors.map(({ message }) => message).join("; ") : "";
  return error.message || several || String(error.code ?? error.name);
}

/** Loads the modules of a store's client; throws a MissingError that says what to install. */
export async function client<T>(type: string, modules: readonly string[]): Promise<T[]> {
  try {
    return await Promise.all(modules.map((name) => import(name) as Promise<T>));
  } catch (cause) {
    const packages = modules.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]);
    throw new MissingError(`[sink:${type}] its client is missing: npm i ${packages.join(" ")}`, { cause });
  }
}
