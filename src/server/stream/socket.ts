import type { WebSocket } from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import type { Refusal } from "../errors.ts";
import { inTurn } from "../turns.ts";
import { openFlow, type Show } from "./send.ts";
import type { Streams } from "./streams.ts";

/** Codes of RFC 6455, section 7.4.1. */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const FAILED = 1011;
/** Registered with IANA. */
const TRY_AGAIN = 1013;
/** Bytes of a reason, where no character takes more than one. */
const LONGEST = 100;

/** Sends a row a message, without its line break. The next ones are made when these have left. */
export function sendMessages(socket: WebSocket, request: FastifyRequest, streams: Streams, show: Show): void {
  const flow = tryOpen(socket, request, streams, show);
  if (!flow) return;
  const { first, rest, leave } = flow;
  let cancel = () => {};
  const proceed = (next: Buffer | number | undefined): void => {
    if (next === undefined) socket.close(NORMAL);
    else if (typeof next === "number") cancel = streams.pacer.at(next, again);
    else {
      const rows = next.toString("utf8").split("\n").slice(0, -1);
      for (const row of rows.slice(0, -1)) socket.send(row);
      if (rows.length > 0) socket.send(rows[rows.length - 1], again);
      else again();
    }
  };
  const go = (): void => {
    if (socket.readyState !== socket.OPEN) return;
    try {
      proceed(rest.take());
    } catch (error) {
      request.log.error({ err: error }, "failed");
      socket.close(FAILED, (error as Error).message.slice(0, LONGEST));
    }
  };
  const again = (): void => inTurn(go);
  const forget = streams.add(() => socket.close(GOING_AWAY, "the server is shutting down"));
  socket.on("close", () => {
    cancel();
    forget();
    leave();
  });
  // a connection that breaks closes too
  socket.on("error", () => {});
  proceed(first);
}

/** The flow; undefined where there is no place for it, and the client has been told. */
function tryOpen(socket: WebSocket, { ip }: FastifyRequest, streams: Streams, show: Show) {
  try {
    return openFlow(ip, streams, show);
  } catch (error) {
    const { statusCode, message } = error as Refusal;
    socket.close(statusCode === 429 || statusCode === 503 ? TRY_AGAIN : FAILED, message.slice(0, LONGEST));
    return undefined;
  }
}
