import { z } from "zod";
import { send } from "../request.ts";
import { reveal, secret } from "../secret.ts";
import { defineChannel } from "./channel.ts";

export const slack = defineChannel({
  type: "slack",
  summary: "Posts the text to an incoming webhook of Slack.",
  options: z.strictObject({
    url: secret.meta({ description: "The incoming webhook.", examples: [{ env: "SLACK_WEBHOOK" }] }),
  }),
  example: { url: "https://hooks.slack.com/services/T/B/x" },
  create({ url }, { environment }) {
    const address = reveal(url, environment);
    return async (_, text, attempts) => {
      // https://docs.slack.dev/messaging/formatting-message-text: only these three are escaped
      const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text: escaped }),
      };
      // its path is the secret: messages show the host alone
      await send(`Slack at ${new URL(address).host}`, address, init, attempts).catch((error: Error) => {
        error.message = error.message.replaceAll(` ${address}`, "");
        throw error;
      });
    };
  },
});
