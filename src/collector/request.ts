import { MissingError, PermanentError } from "../core/error.ts";
import type { Clock } from "../engine/pace.ts";

/** How hard something is tried. */
export interface Attempts {
  /** ms an answer may take. */
  timeout: number;
  /** Further attempts after one that failed in a way that may pass. */
  retries: number;
  clock: Clock;
  abort?: AbortSignal;
  /** Told of every failure that is tried again. */
  warn?(message: string, waitMs: number): void;
}

/** First wait after a failure, ms; it doubles up to the longest. */
const FIRST = 500;
const LONGEST = 30_000;

/** Sends a request and returns the body of its answer; `what` names the receiver in messages. */
export function send(what: string, url: string, init: RequestInit, attempts: Attempts): Promise<string> {
  return trying(() => once(what, url, init, attempts), attempts);
}

/**
 * Does a task until it succeeds, at most `1 + retries` times, with growing waits. What no retry can help (a
 * PermanentError) and the last failure are thrown.
 */
export async function trying<T>(task: () => Promise<T>, { retries, clock, abort, warn }: Attempts): Promise<T> {
  for (let left = retries, wait = FIRST; ; left--, wait = Math.min(LONGEST, 2 * wait)) {
    try {
      return await task();
    } catch (error) {
      abort?.throwIfAborted();
      if (error instanceof PermanentError || left <= 0) throw error;
      warn?.((error as Error).message, wait);
      await clock.sleep(wait, abort);
      abort?.throwIfAborted();
    }
  }
}

async function once(what: string, url: string, init: RequestInit, { timeout, abort }: Attempts): Promise<string> {
  const late = AbortSignal.timeout(timeout);
  const signal = abort ? AbortSignal.any([late, abort]) : late;
  try {
    const response = await fetch(url, { ...init, signal });
    const body = await response.text();
    if (response.ok) return body;
    throw refusal(`${what} ${url}`, response, body);
  } catch (error) {
    if (late.aborted) throw new Error(`${what} ${url} did not answer within ${timeout / 1000} s`, { cause: error });
    throw error instanceof TypeError ? unreachable(what, url, error) : error;
  }
}

/** The error that an answer is, with the reason it gives: a PermanentError where asking again does not help. */
export function refusal(
  what: string,
  { status, statusText }: { status: number; statusText: string },
  body: string,
): Error {
  const message = `${what} answered ${status} ${statusText}${reasonOf(body)}`;
  const passes = status >= 500 || status === 408 || status === 429;
  return passes ? new Error(message) : new PermanentError(message);
}

/** Whether a text is a URL that can be asked. */
export function isWeb(url: string): boolean {
  return /^https?:/i.test(url) && URL.canParse(url);
}

/** Fetch tells only in its cause why an address cannot be reached. */
function unreachable(what: string, url: string, error: TypeError): Error {
  const { cause } = error as { cause?: Error & { code?: string } };
  if (!cause || !isWeb(url)) return new PermanentError(`${what} ${url}: ${cause?.message ?? error.message}`);
  const why = cause.message || cause.code || error.message;
  return new MissingError(`could not reach ${what} ${url}: ${why}`, { cause: error });
}

/** `: detail` of an error's body, as far as it tells anything in few words. */
function reasonOf(body: string): string {
  let text = body;
  try {
    const { detail, message } = JSON.parse(body) as { detail?: unknown; message?: unknown };
    const told = detail ?? message;
    if (told !== undefined) text = typeof told === "string" ? told : (mistakesIn(told) ?? JSON.stringify(told));
  } catch {
    // no JSON: as it is
  }
  const [line] = text.trim().split("\n");
  return line ? `: ${line.slice(0, 300)}` : "";
}

/** `window_minutes: expected ...` of a list of mistakes, each with its place, as APIs that check what they are sent tell them. */
function mistakesIn(told: unknown): string | undefined {
  if (!Array.isArray(told) || told.length === 0) return undefined;
  const lines = told.map(({ loc, msg }: { loc?: unknown; msg?: unknown }) => {
    if (!Array.isArray(loc) || typeof msg !== "string") return undefined;
    const path = loc.filter((part, i) => i > 0 || part !== "body").join(".");
    return path === "" ? msg : `${path}: ${msg}`;
  });
  return lines.every((line) => line !== undefined) ? lines.join("; ") : undefined;
}
