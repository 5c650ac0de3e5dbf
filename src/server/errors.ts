import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type Issue, ScenarioError, UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import type { App } from "./context.ts";

/** A request that is refused for another reason than its form. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly statusCode: number;
  /** Seconds after which it may be asked again. */
  readonly retryAfter: number | undefined;
  constructor(statusCode: number, message: string, retryAfter?: number) {
    super(message);
    this.statusCode = statusCode;
    this.retryAfter = retryAfter;
  }
}

const mistake = z.object({
  loc: z.array(z.union([z.string(), z.number()])),
  msg: z.string(),
  type: z.literal("value_error"),
  // of a scenario that was sent: where it stands in the text, counted from 1
  line: z.int().optional(),
  column: z.int().optional(),
  hint: z.string().optional().meta({ description: "What was probably meant." }),
});

/** What a refused request is answered with: the reason, or every mistake with its place. */
export const refused = z
  .object({ detail: z.union([z.string(), z.array(mistake)]) })
  .meta({ description: "Refused: the reason, or every mistake with its place." });

const PART: Record<string, string> = { querystring: "query", params: "path" };

function mistakeOf({ path, message, suggestion, location }: Issue, part: string): z.output<typeof mistake> {
  const msg = suggestion === undefined ? message : `${message}; did you mean ${suggestion}?`;
  const place = location && { line: location.line, column: location.column };
  const hint = suggestion === undefined ? {} : { hint: suggestion };
  return { loc: [part, ...path], msg, type: "value_error", ...place, ...hint };
}

/** Answers errors: `{ detail }` with every mistake of a request, or with the reason. */
export function answerErrors(app: App): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    if (error instanceof ScenarioError) {
      const context = error.validationContext ?? (request.method === "GET" ? "query" : "body");
      const part = PART[context] ?? context;
      return reply.code(422).send({ detail: error.issues.map((issue) => mistakeOf(issue, part)) });
    }
    if (error instanceof UsageError) return reply.code(422).send({ detail: error.message });
    const code = error.statusCode ?? 500;
    if (error instanceof Refusal && error.retryAfter !== undefined) reply.header("retry-after", error.retryAfter);
    if (code === 401) reply.header("www-authenticate", "Bearer");
    if (code < 500 || error instanceof Refusal) return reply.code(code).send({ detail: error.message });
    request.log.error({ err: error }, "failed");
    return reply.code(500).send({ detail: "Internal server error" });
  });
}

/** Answers paths that nothing stands at, with the one that was probably meant. */
export function answerUnknownPaths(app: App, paths: ReadonlySet<string>): void {
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split("?");
    const near = suggest(path, paths);
    const known = paths.has(path) ? ` for ${request.method}` : "";
    const hint = near && near !== path ? `did you mean ${near}?` : "/docs shows what there is";
    return reply.code(404).send({ detail: `nothing is at ${path}${known}; ${hint}` });
  });
}
