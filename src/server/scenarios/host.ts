import type { FastifyReply } from "fastify";
import { suggest } from "../../core/suggest.ts";
import type { Context, Hosted } from "../context.ts";
import { Refusal } from "../errors.ts";
import { guestOf } from "./guests.ts";

/** The scenario of a name. */
export function scenarioOf(context: Context, name: string): Hosted {
  const found = guestOf(context, name);
  if (found) return found;
  const names = [...context.scenarios.keys()];
  const near = suggest(name, names);
  const hint = near === undefined ? `there are ${names.slice(0, 20).join(", ") || "none"}` : `did you mean ${near}?`;
  throw new Refusal(404, `no scenario \`${name}\`; ${hint}`);
}

/** Aborts when a client has gone or the server shuts down. */
export function abortOf(reply: FastifyReply, { abort }: Context): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort(new Refusal(503, "the client has gone, or the server shuts down"));
  reply.raw.once("close", () => {
    abort.removeEventListener("abort", stop);
    stop();
  });
  if (abort.aborted) stop();
  abort.addEventListener("abort", stop, { once: true });
  return controller.signal;
}
