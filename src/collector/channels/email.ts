import { createHash } from "node:crypto";
import { z } from "zod";
import { MissingError, PermanentError } from "../../core/error.ts";
import { hideSecrets } from "../../core/secret.ts";
import { trying } from "../request.ts";
import { reveal, secret } from "../secret.ts";
import { defineChannel } from "./channel.ts";

export const email = defineChannel({
  type: "email",
  summary: "Sends a mail by SMTP.",
  options: z.strictObject({
    server: secret.meta({
      description: "The server: smtp:// with STARTTLS where it is offered, or smtps://.",
      examples: ["smtp://mail.example.org:587", { env: "SMTP_URL" }],
    }),
    from: z
      .string()
      .min(3)
      .meta({ description: "Sender.", examples: ["monitor@example.org"] }),
    to: z
      .array(z.string().min(3))
      .min(1)
      .meta({ description: "Receivers.", examples: [["ops@example.org"]] }),
  }),
  example: { server: "smtp://localhost:25", from: "monitor@example.org", to: ["ops@example.org"] },
  create({ server, from, to }, { environment }) {
    const url = reveal(server, environment);
    return async (notification, text, attempts) => {
      const transport = await connect(url, attempts.timeout);
      // receivers and servers know a mail that comes again by its id
      const id = createHash("sha256").update(notification.id).digest("hex").slice(0, 32);
      const mail = { from, to, subject: text.split("\n")[0].slice(0, 200), text, messageId: `<${id}@fauxmetry>` };
      try {
        await trying(() => transport.sendMail(mail).then(() => {}, refuse(url)), attempts);
      } finally {
        transport.close();
      }
    };
  },
});

async function connect(url: string, timeout: number) {
  try {
    const { createTransport } = await import("nodemailer");
    return createTransport({ url, connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout });
  } catch (cause) {
    throw new MissingError("the client of e-mail is missing: npm i nodemailer", { cause });
  }
}

/** A reply of 5xx is the server's last word, RFC 5321 section 4.2.1. */
function refuse(url: string): (error: Error & { responseCode?: number }) => never {
  return (error) => {
    const message = hideSecrets(`the mail server ${url}: ${error.message}`);
    throw (error.responseCode ?? 0) >= 500 ? new PermanentError(message, { cause: error }) : new Error(message);
  };
}
