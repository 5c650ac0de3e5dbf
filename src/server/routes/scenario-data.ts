import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { UsageError } from "../../core/error.ts";
import { chooseEntities } from "../../engine/query/choose.ts";
import { queryLabels } from "../../engine/query/labels.ts";
import { queryWindow, type WindowQuery } from "../../engine/query/window.ts";
import { type Entities, sizeOf } from "../../engine/region.ts";
import type { App, Context, Hosted } from "../context.ts";
import { refused } from "../errors.ts";
import { patiently } from "../patiently.ts";
import { type DataAnswer, dataAnswer, dataQuery, labelsAnswer, labelsQuery, namedPath } from "../protocol.ts";
import { dataOf, labelOf, namesOfData, rowsOfData } from "../scenarios/answers.ts";
import { asking, choiceOf, columnsOf, windowOf } from "../scenarios/asked.ts";
import { abortOf, scenarioOf } from "../scenarios/host.ts";
import { showOf } from "../scenarios/show.ts";
import { sendStream } from "../stream/send.ts";
import { inTurn } from "../turns.ts";
import { about } from "./scenarios.ts";

/** Values of an answer that is made as a whole, and series of one. */
const MOST_VALUES = 250_000;
const MOST_SERIES = 200;

type Query = z.output<typeof dataQuery>;

/** Values of any window, drawn to any number of points; and its answer key. */
export function scenarioDataRoutes(app: App, context: Context): void {
  app.get(
    "/v1/scenarios/:name/data",
    {
      schema: {
        ...about("Values", "Any window of any series, as rows or drawn to some points; the same URL, the same values."),
        params: namedPath,
        querystring: dataQuery,
        response: { 200: dataAnswer, 404: refused, 422: refused },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const hosted = scenarioOf(context, params.name);
      const { window, columns, choice } = read(hosted, query, context);
      const abort = abortOf(reply, context);
      const entities = await patiently(chooseEntities(hosted.plan, choice), abort);
      if (query.points === undefined && query.format !== "json") {
        const show = showOf(hosted, entities, columns, query.format, { first: window.from, last: window.to });
        return sendStream(request, reply, context.streams, show) as never;
      }
      const { metrics } = columns;
      const { mode, clean, aggregate } = query;
      const points = query.points ?? window.to - window.from;
      const question = { entities, metrics, from: window.from, to: window.to, points, mode, clean, aggregate };
      refuseLarge(question);
      const answer = await patiently(queryWindow(hosted.plan, question), abort);
      return send(reply, query.format, dataOf(hosted.name, hosted.plan, question, answer));
    },
  );
  app.get(
    "/v1/scenarios/:name/labels",
    {
      schema: {
        ...about("Answer key", "Which anomalies and faults last in a window: when, of what kind, how strong."),
        params: namedPath,
        querystring: labelsQuery,
        response: { 200: labelsAnswer, 404: refused, 422: refused },
      },
    },
    async ({ params, query }, reply) => {
      const hosted = scenarioOf(context, params.name);
      const asked = asking();
      const { from, to } = windowOf(hosted, query, context.clock.now(), asked);
      const choice = choiceOf(query, asked);
      asked.end();
      const { plan } = hosted;
      const abort = abortOf(reply, context);
      const entities = await patiently(chooseEntities(plan, choice), abort);
      const { labels, ...rest } = await patiently(queryLabels(plan, entities, from, to, query.limit), abort);
      return { labels: labels.map((label) => labelOf(plan, label)), ...rest };
    },
  );
}

function read(hosted: Hosted, query: Query, { clock }: Context) {
  const { plan } = hosted;
  const asked = asking();
  const window = windowOf(hosted, query, clock.now(), asked);
  const columns = columnsOf(plan, query, asked);
  const choice = choiceOf(query, asked);
  const drawn = query.points !== undefined;
  if (query.aggregate !== undefined && !drawn)
    asked.issues.push({ path: ["points"], message: "is missing: a group is drawn to some points" });
  if (query.tags !== undefined && (drawn || query.format === "json"))
    asked.issues.push({ path: ["tags"], message: "are shown by rows alone: format=ndjson or csv, without points" });
  asked.end();
  return { window, columns, choice };
}

/** Refuses what would make an answer too large to be made as a whole. */
function refuseLarge({ entities, metrics, from, to, points, clean, aggregate }: WindowQuery): void {
  const series = (aggregate ? 1 : sizeOf(entities as Entities)) * metrics.length * (clean ? 2 : 1);
  if (series > MOST_SERIES)
    throw new UsageError(
      `${series} series are too many for one answer, at most ${MOST_SERIES}: choose entities or metrics, an aggregate, or rows by format=ndjson without points`,
    );
  const values = series * Math.min(points, to - from);
  if (values > MOST_VALUES)
    throw new UsageError(
      `${values} values are too many for one answer, at most ${MOST_VALUES}: give fewer points, or take rows by format=ndjson without points`,
    );
}

function send(reply: FastifyReply, format: Query["format"], answer: DataAnswer) {
  // checked by tests: checking each of thousands of numbers again would cost more than making them
  if (format === "json") return reply.serializer(JSON.stringify).send(answer);
  const csv = format === "csv";
  const lines = csv ? csvLines(answer) : ndjsonLines(answer);
  return reply.type(csv ? "text/csv" : "application/x-ndjson").send(Readable.from(inPieces(lines)) as never);
}

function* ndjsonLines(answer: DataAnswer): Generator<string> {
  for (const row of rowsOfData(answer)) yield `${JSON.stringify(row)}\n`;
}

function* csvLines(answer: DataAnswer): Generator<string> {
  const cell = (value: string | number | boolean | null | undefined) => {
    const text = String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const names = namesOfData(answer);
  yield `${names.join(",")}\n`;
  for (const row of rowsOfData(answer)) yield `${names.map((name) => cell(row[name])).join(",")}\n`;
}

/** Bytes of an answer that are made before others get their turn. */
const PIECE = 1 << 16;

async function* inPieces(lines: Iterable<string>): AsyncGenerator<string> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
    await new Promise<void>(inTurn);
  }
  yield piece;
}
