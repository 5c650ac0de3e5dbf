import type { FastifyBaseLogger } from "fastify";
import pino from "pino";

/** Writes a JSON object a line on standard error. */
export function createLog(level: string): FastifyBaseLogger {
  return pino({ level, base: undefined }, pino.destination({ dest: 2, sync: true }));
}
