import { type IncomingMessage, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { MissingError, PermanentError } from "../../core/error.ts";
import { type Attempts, isWeb, refusal } from "../request.ts";

/** What a URL answers with; its body may go on without an end, and pause for as long as it likes. */
export interface Answer {
  readonly type: string;
  readonly body: Readable;
  /** Ends it with an error where it pauses for longer than so many ms. */
  patience(ms: number): void;
}

const REDIRECTS = 5;
/** Letters of an error that are read. */
const REASON = 4000;
/** ms of silence after which the system asks whether the other side is still there. */
const KEEP_ALIVE = 60_000;
const DECODERS = { gzip: createGunzip, br: createBrotliDecompress, deflate: createInflate };

/**
 * Asks for a URL, and waits until the answer begins. Not by fetch, which ends a body that pauses for five minutes, as rows
 * that come once an hour do.
 */
export async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  { timeout, abort }: Attempts,
): Promise<Answer> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  try {
    const signal = abort ? AbortSignal.any([late.signal, abort]) : late.signal;
    const response = await follow(url, headers, signal);
    const status = response.statusCode!;
    if (status >= 200 && status < 300) return answerOf(response, url);
    throw refusal(url, { status, statusText: response.statusMessage! }, await textOf(response));
  } catch (error) {
    if (late.signal.aborted) throw new Error(`${url} did not answer within ${timeout / 1000} s`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Follows redirects; what is secret is for the host alone that it was meant for. */
async function follow(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let [at, sent] = [new URL(url), headers];
  for (let left = REDIRECTS; ; left--) {
    const response = await once(at, sent, signal);
    const { location } = response.headers;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(response.statusCode!)) return response;
    response.resume();
    const next = URL.canParse(location, at.href) ? new URL(location, at) : undefined;
    if (left === 0 || !next || !isWeb(next.href))
      throw new PermanentError(
        `${url} leads to ${location}, ${left === 0 ? "after too many others" : "which is no URL"}`,
      );
    if (next.origin !== at.origin)
      sent = Object.fromEntries(Object.entries(sent).filter(([name]) => !/^(authorization|cookie)$/i.test(name)));
    at = next;
  }
}

function once(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    request(url, { headers: { "accept-encoding": "gzip, deflate, br", ...headers }, signal, agent: false }, resolve)
      .on("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE))
      .on("error", (error: NodeJS.ErrnoException) => {
        if (signal.aborted) return reject(error);
        reject(new MissingError(`could not reach ${url.href}: ${error.message || error.code}`, { cause: error }));
      })
      .end();
  });
}

function answerOf(response: IncomingMessage, url: string): Answer {
  const decoder = DECODERS[response.headers["content-encoding"] as keyof typeof DECODERS]?.();
  return {
    type: response.headers["content-type"] ?? "",
    // what breaks off is told to whoever reads
    body: decoder ? pipeline(response, decoder, () => {}) : response,
    patience: (ms) =>
      void response.setTimeout(ms, () => response.destroy(new Error(`${url} was silent for ${ms / 1000} s`))),
  };
}

/** The beginning of the text of an error. */
async function textOf(body: Readable): Promise<string> {
  let text = "";
  for await (const chunk of body) {
    text += chunk;
    if (text.length > REASON) break;
  }
  return text;
}
