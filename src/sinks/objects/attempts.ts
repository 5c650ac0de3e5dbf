import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { MissingError, PermanentError } from "../../core/error.ts";
import type { Tell } from "../../core/objects.ts";
import { hideSecrets } from "../../core/secret.ts";

/** Tries of a request, and of the first one to a store, which tells whether the store is there at all. */
const MOST = 9;
const FIRST = 4;
/** ms before the second try; doubles with each. */
const WAIT = 200;

/** What is to be made of a failure. */
export type Verdict =
  /** It may pass. */
  | "again"
  /** Whoever asked knows what it means: it is thrown as it is. */
  | "known"
  /** Nothing there to reach: exit code 3. What to do, or nothing to add. */
  | { missing: string }
  /** Refused: exit code 1. */
  | { refused: string };

export interface AttemptOptions {
  /** Of the sink, as messages name it. */
  type: string;
  name: string;
  judge(error: Failure): Verdict;
  tell?: Tell;
}

/** An error of a client with what clients and the system put on it. */
export interface Failure extends Error {
  code?: string | number;
  /** Of the store's answer. */
  status?: number;
}

/**
 * Makes a request, again after failures that may pass, with waits that double and are spread, so that many writers do not
 * come back at once. Rejects with what, where, why and what to do.
 */
export interface Attempts {
  <T>(what: string, request: (again: boolean) => Promise<T>): Promise<T>;
  /** Ends all waiting: what fails from now on is not tried again. */
  end(): void;
}

/** By the names of the system, of clients for answers that do not come, and by statuses that stores send when busy. */
export function mayPass({ code, status, message, name }: Failure): boolean {
  if (status !== undefined && status !== 200) return status === 408 || status === 429 || status >= 500;
  const text = `${name} ${code} ${message}`;
  return /ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOST|ENET|ENOTFOUND|EMFILE|socket|timeout|timed out|TimeoutError|aborted|network|fetch failed|terminated/i.test(
    text,
  );
}

export function createAttempts({ type, name, judge, tell }: AttemptOptions): Attempts {
  const ending = new AbortController();
  // as many wait as requests are under way
  setMaxListeners(0, ending.signal);
  let reached = false;
  const run = async <T>(what: string, request: (again: boolean) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        const result = await request(tries > 1);
        reached = true;
        return result;
      } catch (thrown) {
        const error = thrown as Failure;
        const verdict = judge(error);
        if (verdict === "known") throw error;
        if (verdict === "again" && tries < (reached ? MOST : FIRST) && !ending.signal.aborted) {
          const wait = WAIT * (1 << (tries - 1)) * (0.5 + Math.random());
          tell?.(hideSecrets(`${type}: could not ${what} yet: ${causeOf(error)}; again in ${Math.round(wait)} ms`));
          await sleep(wait, undefined, { signal: ending.signal }).catch(() => {});
          continue;
        }
        throw finalError(
          hideSecrets(`[sink:${type}] could not ${what} in ${name}: ${causeOf(error)}`),
          error,
          verdict,
          tries,
        );
      }
    }
  };
  return Object.assign(run, { end: () => ending.abort() });
}

function finalError(message: string, error: Failure, verdict: Exclude<Verdict, "known">, tries: number): Error {
  if (error instanceof MissingError || error instanceof PermanentError) return error;
  if (verdict === "again") {
    const text = `${message} (tried ${tries} times)`;
    // an answer, though a bad one, shows that the store is there
    if (error.status !== undefined) return new Error(`${text}: try again when it is less busy`);
    return new MissingError(`${text}: look whether it is there, and can be reached from here`);
  }
  const [Kind, hint] = "missing" in verdict ? [MissingError, verdict.missing] : [PermanentError, verdict.refused];
  return new Kind(hint === "" ? message : `${message}: ${hint}`);
}

/** Why, in words: clients leave the message empty, or put the reason in the cause. */
function causeOf(error: Failure): string {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  const words = [error.message, cause].filter(Boolean).join(": ") || String(error.code ?? error.name);
  // some answers are pages, and the place is told already
  const text = words
    .replace(/^request to \S+ failed, reason: /, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 400);
  return error.status === undefined || text.includes(String(error.status)) ? text : `${text} (${error.status})`;
}
