import { z } from "zod";
import type { App, Context } from "../context.ts";
import { Refusal, refused } from "../errors.ts";
import { namedPath, scenarioInfo } from "../protocol.ts";
import { admit } from "../scenarios/guests.ts";
import { scenarioOf } from "../scenarios/host.ts";
import { infoOf } from "../scenarios/info.ts";
import { receive } from "../scenarios/received.ts";
import { about } from "./scenarios.ts";

const YAML = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain"];
/** A scenario in the body of a request, as text: its mistakes have places there. */
export const scenarioBody = {
  consumes: ["application/json", ...YAML],
  body: z.string().meta({
    description: "A scenario, as in a file: YAML or JSON.",
    examples: ["name: pump\nmetrics: { pressure: { unit: bar, signals: [{ sine: { period: 1h, amplitude: 2 } }] } }\n"],
  }),
};

/** Takes bodies as texts, whatever their type. */
export function takeTexts(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(["application/json", ...YAML], { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  );
}

export function languageOf(type: string | undefined): "json" | "yaml" {
  return type?.startsWith("application/json") ? "json" : "yaml";
}

/** Scenarios that clients send: hosted for an hour after their last use. */
export async function scenarioSendRoutes(app: App, context: Context): Promise<void> {
  await app.register(async (within) => {
    const scope = within as App;
    takeTexts(scope);
    scope.post(
      "/v1/scenarios",
      {
        schema: {
          ...about(
            "Send a scenario",
            "Hosts a scenario in YAML or JSON under a name of its own, for an hour after its last use. It may read no files.",
          ),
          ...scenarioBody,
          response: { 201: scenarioInfo, 422: refused, 503: refused },
        },
      },
      async ({ body, headers }, reply) => {
        const hosted = admit(context, receive(context, body, languageOf(headers["content-type"])));
        const path = `/v1/scenarios/${hosted.name}`;
        return reply.code(201).header("location", path).send(infoOf(hosted, context.clock.now()));
      },
    );
  });
  app.delete(
    "/v1/scenarios/:name",
    {
      schema: {
        ...about("Forget a scenario", "One that was sent."),
        params: namedPath,
        response: { 204: z.null(), 403: refused, 404: refused },
      },
    },
    async ({ params }, reply) => {
      if (scenarioOf(context, params.name).expires === undefined)
        throw new Refusal(403, `${params.name} was not sent: the server was started with it`);
      context.scenarios.delete(params.name);
      return reply.code(204).send(null);
    },
  );
}
