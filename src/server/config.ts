import { z } from "zod";
import type { Accounts } from "./accounts.ts";

const count = z.int().min(1).max(1_000_000_000);

/** What the server bounds, so that no client can take more than its share. */
export const limits = z.strictObject({
  streams: count.default(10_000).meta({ description: "Open streams of all clients together.", examples: [10_000] }),
  "client-streams": count.default(1000).meta({ description: "Open streams of one client.", examples: [100] }),
  "client-rows": count
    .optional()
    .meta({ description: "Rows a second of one client, all its streams together; absent: no limit.", examples: [1e6] }),
  requests: count.default(6000).meta({ description: "Requests a minute of one client.", examples: [600] }),
  scenarios: count
    .default(20)
    .meta({ description: "Scenarios that clients have sent and the server keeps.", examples: [20] }),
  body: count.default(1 << 20).meta({ description: "Bytes of a request's body.", examples: [1 << 20] }),
});
export type Limits = z.output<typeof limits>;

/** How a server is set up. */
export interface Config {
  readonly limits: Limits;
  /** Bearer tokens that open the data routes; none: they are open to everyone who can connect. */
  readonly tokens: readonly string[];
  /** Users who may register; absent: nobody can. */
  readonly accounts?: Accounts;
  /** Web origins whose pages may read answers, beside those of this machine. */
  readonly origins: readonly string[];
  /** Stores that runs may write to. */
  readonly targets?: readonly string[];
}
