import { createHmac } from "node:crypto";
import { z } from "zod";
import { send } from "../request.ts";
import { reveal, secret } from "../secret.ts";
import { defineChannel } from "./channel.ts";

/**
 * Posts the notification as JSON. With a secret, the header `X-Fauxmetry-Signature: t=<seconds>,v1=<hex>` holds the
 * HMAC-SHA256 of `<seconds>.<body>`: a receiver makes it again, and refuses what is old.
 */
export const webhook = defineChannel({
  type: "webhook",
  summary: "Posts JSON to a URL, signed by HMAC-SHA256.",
  options: z.strictObject({
    url: secret.meta({ description: "Where to.", examples: ["https://example.org/hook"] }),
    secret: secret.optional().meta({ description: "Key of the signature.", examples: [{ env: "HOOK_SECRET" }] }),
  }),
  example: { url: "https://example.org/hook" },
  create(options, { environment }) {
    const url = reveal(options.url, environment);
    const key = options.secret && reveal(options.secret, environment);
    return async (notification, text, attempts) => {
      const { at, affected } = notification;
      const body = JSON.stringify({
        ...notification,
        at: new Date(at).toISOString(),
        affected: affected.map((one) => ({ ...one, opened: new Date(one.opened).toISOString() })),
        text,
      });
      const seconds = Math.floor(attempts.clock.now() / 1000);
      const headers: Record<string, string> = {
        "content-type": "application/json",
        "x-fauxmetry-notification": encodeURI(notification.id),
      };
      if (key)
        headers["x-fauxmetry-signature"] =
          `t=${seconds},v1=${createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex")}`;
      await send("the webhook", url, { method: "POST", headers, body }, attempts);
    };
  },
});
