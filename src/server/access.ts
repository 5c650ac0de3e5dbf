import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Config } from "./config.ts";
import { Refusal } from "./errors.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Refuses requests without `Authorization: Bearer` and one of the tokens, or one of a user. Compares in constant time. */
export function requireToken({ tokens, accounts }: Config): (request: FastifyRequest) => Promise<void> {
  const known = tokens.map(digest);
  return async ({ headers }) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
    if (token === undefined) throw new Refusal(401, "Not authenticated: send Authorization: Bearer <token>");
    const given = digest(token);
    if (known.some((one) => timingSafeEqual(one, given)) || (await accounts?.accepts(token))) return;
    throw new Refusal(401, "Incorrect token");
  };
}
