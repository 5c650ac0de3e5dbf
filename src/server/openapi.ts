import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { createJsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { VERSION } from "../engine/version.ts";
import type { App } from "./context.ts";

type Json = Record<string, any>;

/** Whole numbers of any size come with bounds that say nothing. */
function plainIntegers({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

const transform = createJsonSchemaTransform({ zodToJsonConfig: { override: plainIntegers as never } });

const SCALARS = new Set(["string", "number", "integer", "boolean"]);

/** The OpenAPI document at /openapi.json and pages to read and try it at /docs, which load nothing from elsewhere. */
export async function describeRoutes(app: App, options: { tokens: boolean }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "fauxmetry",
        version: VERSION,
        description: "Synthetic telemetry over HTTP: the same URL, the same values.",
        license: { name: "MIT", identifier: "MIT" },
      },
      ...(options.tokens ? { security: [{ token: [] }] } : {}),
      components: options.tokens ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {},
    },
    transform: (given) => {
      const made = transform(given as never) as { schema: Json; url: string };
      for (const one of Object.values<Json>(made.schema?.querystring?.properties ?? {})) {
        // beside a reference nothing else would be shown of a parameter
        if (one.$ref !== undefined) {
          one.allOf = [{ $ref: one.$ref }];
          delete one.$ref;
        }
        // lists and mappings are written as JSON
        if (!SCALARS.has(one.type) && one.enum === undefined) one["x-consume"] = "application/json";
      }
      return made;
    },
    transformObject: jsonSchemaTransformObject,
  });
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
    reply.type("application/json").send(app.swagger()),
  );
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    uiConfig: { validatorUrl: null, tryItOutEnabled: true, docExpansion: "list", deepLinking: true } as never,
    theme: { title: "fauxmetry" },
    staticCSP: "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'",
  });
}
