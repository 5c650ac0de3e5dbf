import { Readable } from "node:stream";
import { constants, createGzip, type ZlibOptions } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Encoder } from "../../core/encoder.ts";
import { ScenarioError, UsageError } from "../../core/error.ts";
import { Refusal } from "../errors.ts";
import { inTurn } from "../turns.ts";
import { createFlow, type Flow } from "./flow.ts";
import type { Source } from "./source.ts";
import type { Span } from "./span.ts";
import { COMMENT } from "./sse.ts";
import type { Streams } from "./streams.ts";

/** Rows of a source over a span of time, and how they are written. */
export interface Show {
  readonly source: Source;
  readonly span: Span;
  readonly encoder: Encoder;
}

/** Silence after which a stream of events shows that it is there, ms. */
const SILENCE = 15_000;
const BUFFER = 1 << 16;

/** Answers with a stream. Everything that can be wrong is found before the first byte. */
export function sendStream(request: FastifyRequest, reply: FastifyReply, streams: Streams, show: Show): FastifyReply {
  const { span, encoder } = show;
  // an EventSource that has had everything stops asking when it is told that there is nothing
  if (span.first >= span.last) return reply.code(204).send();
  const { first, rest, leave } = openFlow(request.ip, streams, show);
  const events = encoder.mediaType.startsWith("text/event-stream");
  const body = readable(first, rest, streams, leave, events);
  reply.headers({
    "content-type": encoder.mediaType,
    "cache-control": "no-store",
    vary: "accept, accept-encoding, origin",
    "x-accel-buffering": "no",
  });
  // whoever waits for the first row is told at once that it will come
  reply.raw.once("pipe", () => reply.raw.flushHeaders());
  if (!wantsGzip(request.headers["accept-encoding"])) return reply.send(body);
  const gzip = createGzip(span.pace ? EACH : MUCH);
  gzip.on("close", () => body.destroy());
  body.on("error", (error) => gzip.destroy(error));
  return reply.header("content-encoding", "gzip").send(body.pipe(gzip));
}

/** What is written goes out at once. Rows that come one by one have little in common: a small window does. */
const EACH: ZlibOptions = { flush: constants.Z_SYNC_FLUSH, level: 1, windowBits: 9, memLevel: 1, chunkSize: 1024 };
const MUCH: ZlibOptions = { flush: constants.Z_SYNC_FLUSH, level: 1 };

function wantsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? "")
    .split(",")
    .some((part) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(part));
}

/** Takes a place and the first bytes, so that what is wrong with either is told in place of a stream. */
export function openFlow(client: string, streams: Streams, { source, span, encoder }: Show) {
  const place = streams.admission.enter(client);
  try {
    const rest = createFlow(source, encoder.open(source.schema), span, { ...streams, place });
    return { first: rest.take(), rest, leave: place.leave };
  } catch (error) {
    place.leave();
    if (error instanceof ScenarioError || error instanceof UsageError) throw error;
    throw new Refusal(422, (error as Error).message);
  }
}

function readable(
  first: ReturnType<Flow["take"]>,
  rest: Flow,
  { pacer, clock, add }: Streams,
  leave: () => void,
  events: boolean,
): Readable {
  let cancel = () => {};
  let next = first;
  const push = (): void => {
    if (typeof next !== "number") body.push(next ?? null);
    else if (events && next - clock.now() > SILENCE) cancel = pacer.at(clock.now() + SILENCE, () => body.push(COMMENT));
    else cancel = pacer.at(next, again);
  };
  const proceed = (): void => {
    if (body.destroyed) return;
    try {
      next = rest.take();
    } catch (error) {
      body.destroy(error as Error);
      return;
    }
    push();
  };
  const again = (): void => inTurn(proceed);
  let read = (): void => {
    read = again;
    push();
  };
  const body = new Readable({
    highWaterMark: BUFFER,
    read: () => read(),
    destroy(error, done) {
      cancel();
      forget();
      leave();
      done(error);
    },
  });
  const forget = add(() => {
    cancel();
    body.push(null);
  });
  return body;
}
