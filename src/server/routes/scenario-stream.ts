import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { ScenarioError } from "../../core/error.ts";
import { chooseEntities } from "../../engine/query/choose.ts";
import type { App, Context, Hosted } from "../context.ts";
import { patiently } from "../patiently.ts";
import { namedPath, streamQuery } from "../protocol.ts";
import { asking, choiceOf, columnsOf, instantOf, refuseStart } from "../scenarios/asked.ts";
import { abortOf, scenarioOf } from "../scenarios/host.ts";
import { receive } from "../scenarios/received.ts";
import { showOf } from "../scenarios/show.ts";
import { accepted } from "../stream/formats.ts";
import { resumeHeaders, streamResponses } from "../stream/route.ts";
import { type Show, sendStream } from "../stream/send.ts";
import { sendMessages } from "../stream/socket.ts";
import { readEventId } from "../stream/sse.ts";
import { languageOf, scenarioBody, takeTexts } from "./scenario-send.ts";
import { about } from "./scenarios.ts";

type Query = z.output<typeof streamQuery>;

/** Rows of a scenario as time passes: live, from an instant on, at any speed; also of one that is sent. */
export async function scenarioStreamRoutes(app: App, context: Context): Promise<void> {
  const { streams } = context;
  const common = { headers: resumeHeaders, querystring: streamQuery, response: streamResponses };
  // made before a connection is upgraded, so that mistakes are answered as such
  const shows = new WeakMap<FastifyRequest, Show>();
  app.route({
    method: "GET",
    url: "/v1/scenarios/:name/stream",
    schema: {
      ...about("Live rows", "Each row when it is due: from now on, or from an instant on as if that were now."),
      ...common,
      params: namedPath,
    },
    preHandler: async (request, reply) => {
      const hosted = scenarioOf(context, request.params.name);
      shows.set(request, await ask(request, hosted, context, abortOf(reply, context)));
    },
    handler: async (request, reply) => sendStream(request, reply, streams, shows.get(request)!) as never,
    wsHandler: (socket, request) => sendMessages(socket, request, streams, shows.get(request)!),
  });
  await app.register(async (within) => {
    const scope = within as App;
    takeTexts(scope);
    scope.post(
      "/v1/scenarios/stream",
      {
        schema: {
          ...about("Live rows of a scenario that is sent", "The same of a scenario in the body, which is not kept."),
          ...scenarioBody,
          ...common,
        },
      },
      async (request, reply) => {
        const hosted = receive(context, request.body, languageOf(request.headers["content-type"]));
        return sendStream(request, reply, streams, await ask(request, hosted, context, abortOf(reply, context)));
      },
    );
  });
}

async function ask(request: FastifyRequest, hosted: Hosted, context: Context, abort: AbortSignal): Promise<Show> {
  const query = request.query as Query;
  const { plan } = hosted;
  const asked = asking();
  const now = context.clock.now();
  const from = instantOf(plan, query.from, "from", now, asked);
  const to = instantOf(plan, query.to, "to", now, asked);
  const columns = columnsOf(plan, query, asked);
  const choice = choiceOf(query, asked);
  if (from !== undefined) refuseStart(plan, from, asked);
  asked.end();
  const entities = await patiently(chooseEntities(plan, choice), abort);
  const format = query.format ?? (request.ws ? "ndjson" : accepted(request.headers.accept));
  const after = afterOf(request.headers["last-event-id"] as string | undefined);
  const span = spanOf(hosted, { from, to, after, speed: query.speed }, now);
  return showOf(hosted, entities, columns, format === "plain" ? "ndjson" : format, span);
}

/** The tick of the last event that a client has had. */
function afterOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const event = readEventId(text);
  if (event) return event.tick;
  const message = `found ${JSON.stringify(text.slice(0, 60))}; expected the id of an event of this stream`;
  throw Object.assign(new ScenarioError([{ path: ["last-event-id"], message }]), { validationContext: "headers" });
}

/** The ticks that are shown and when: live ones when they are due, others as if they began now. */
function spanOf(
  { plan: { grid } }: Hosted,
  { from, to, after, speed }: { from?: number; to?: number; after?: number; speed: number | "max" },
  now: number,
) {
  const begin = grid.tickAt(from ?? now);
  const first = after === undefined ? begin : after + 1;
  const last = to === undefined ? Infinity : grid.tickAt(to);
  if (speed === "max") return { first, last };
  const every = grid.interval / speed;
  // a live stream sends at once what a client that comes back has missed
  const began = from === undefined ? now + (grid.timeOf(first) - now) / speed : now;
  return { first, last, pace: { began, every } };
}
