import type { FastifyRequest, FastifySchema } from "fastify";
import { z } from "zod";
import type { App, Context } from "../context.ts";
import { refused } from "../errors.ts";
import { accepted, encoderOf } from "./formats.ts";
import { type Show, sendStream } from "./send.ts";
import { sendMessages } from "./socket.ts";
import { FEW, MANY, type Source } from "./source.ts";
import { type Span, type StreamParameters, spanOf } from "./span.ts";

/** What a route streams: parameters that were checked to a source of rows. */
export interface StreamKind {
  /** Nothing but the number of a value matters, and without `start` it begins at 0. */
  readonly counted: boolean;
  /** `most` is how many ticks at once are asked for. */
  open(asked: StreamParameters & Record<string, unknown>, span: Span, most: number): Source;
}

const text = (description: string) => ({ schema: z.string().meta({ description }) });

/** What a stream answers, for the documentation. */
export const streamResponses = {
  200: {
    description: "Rows, until `count` or `duration` is reached or the client goes.",
    content: {
      "text/plain": text("A number a line."),
      "application/x-ndjson": text("An object a line."),
      "text/event-stream": text("An event a row; ids for Last-Event-ID."),
      "text/csv": text("A line of names, then a line a row."),
    },
  },
  204: z.null().meta({ description: "Last-Event-ID was the last one: there is no more." }),
  401: refused,
  422: refused,
  429: refused,
  503: refused,
} as const;

/** How a client comes back. */
export const resumeHeaders = z.object({
  "last-event-id": z
    .string()
    .optional()
    .meta({
      description: "Id of the last event that was received: it continues after that.",
      examples: ["41@1577836841000"],
    }),
});

/** Adds routes that answer with the same stream: over HTTP, or as messages of a WebSocket. */
export function streamRoutes(
  app: App,
  context: Context,
  urls: readonly string[],
  schema: FastifySchema,
  kind: StreamKind,
): void {
  const { streams } = context;
  // made before a connection is upgraded, so that mistakes are answered as such
  const shows = new WeakMap<FastifyRequest, Show>();
  for (const url of urls)
    app.route({
      method: "GET",
      url,
      schema: { headers: resumeHeaders, ...schema, response: streamResponses } as FastifySchema,
      preHandler: async (request) => void shows.set(request, showOf(request, context, kind)),
      handler: (request, reply) => sendStream(request, reply, streams, shows.get(request)!),
      wsHandler: (socket, request) => sendMessages(socket, request, streams, shows.get(request)!),
    });
}

function showOf(request: FastifyRequest, { clock, catalogs }: Context, kind: StreamKind): Show {
  const query = request.query as StreamParameters & Record<string, unknown>;
  const asked = {
    ...query,
    interval: (query.data_interval as StreamParameters["interval"] | undefined) ?? query.interval,
  };
  const after = request.headers["last-event-id"];
  const span = spanOf(asked, kind.counted, { now: clock.now(), after: after === "" ? undefined : (after as string) });
  const ticks = Math.max(1, Math.min(span.pace ? FEW : MANY, span.last - span.first));
  const source = kind.open(asked, span, ticks);
  const format = asked.format ?? (request.ws ? "ndjson" : accepted(request.headers.accept));
  const timeOf = (tick: number) => Math.floor(span.origin + tick * span.interval);
  return { source, span, encoder: encoderOf(format, catalogs, timeOf) };
}
