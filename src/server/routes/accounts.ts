import { z } from "zod";
import type { App, Context } from "../context.ts";
import { Refusal, refused } from "../errors.ts";

const name = z
  .string()
  .min(1)
  .max(100)
  .meta({ description: "Name of the user.", examples: ["ada"] });
const password = z
  .string()
  .min(1)
  .max(1000)
  .meta({ description: "Password.", examples: ["correct horse"] });

/** Attempts a minute of one client: scrypt is slow on purpose. */
const ATTEMPTS = 30;

/** Registration, and tokens for who has registered. */
export function accountRoutes(app: App, { config: { accounts } }: Context): void {
  if (!accounts) return;
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  const config = { rateLimit: { max: ATTEMPTS, timeWindow: "1 minute" } };
  const about = (summary: string, description: string) => ({ tags: ["accounts"], summary, description, security: [] });
  app.post(
    "/register",
    {
      config,
      schema: {
        ...about("Register", "Makes an account; /token gives it tokens."),
        body: z.strictObject({ username: name, password }),
        response: { 200: z.object({ username: z.string() }), 400: refused, 422: refused },
      },
    },
    async ({ body: { username, password } }) => {
      if (!(await accounts.register(username, password))) throw new Refusal(400, "User already registered");
      return { username };
    },
  );
  app.post(
    "/token",
    {
      config,
      schema: {
        ...about("Token", "A bearer token for a name and password, as a form or JSON; it is valid for seven days."),
        consumes: ["application/x-www-form-urlencoded", "application/json"],
        // forms of OAuth 2 have more fields, which say nothing here
        body: z.object({ username: name, password }),
        response: {
          200: z.object({ access_token: z.string(), token_type: z.literal("bearer") }),
          401: refused,
          422: refused,
        },
      },
    },
    async ({ body: { username, password } }) => {
      const token = await accounts.login(username, password);
      if (token === undefined) throw new Refusal(401, "Incorrect username or password");
      return { access_token: token, token_type: "bearer" as const };
    },
  );
}
