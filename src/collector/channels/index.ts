import { console } from "./console.ts";
import { email } from "./email.ts";
import { log } from "./log.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

/** Every channel by the name that monitors call it. */
export const channels = { console, log, webhook, slack, email };
