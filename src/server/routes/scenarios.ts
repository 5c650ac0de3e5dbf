import { z } from "zod";
import type { Plan } from "../../engine/plan.ts";
import { chooseEntities } from "../../engine/query/choose.ts";
import { type Entities, entityAt, sizeOf } from "../../engine/region.ts";
import type { App, Context } from "../context.ts";
import { refused } from "../errors.ts";
import { patiently } from "../patiently.ts";
import { inventoryAnswer, inventoryQuery, namedPath, scenarioInfo, scenarioList } from "../protocol.ts";
import { asking, choiceOf } from "../scenarios/asked.ts";
import { abortOf, scenarioOf } from "../scenarios/host.ts";
import { entityOf, infoOf } from "../scenarios/info.ts";

export const about = (summary: string, description: string) => ({ tags: ["scenarios"], summary, description });

/** Which scenarios there are, what is in them, and their entities. */
export function scenarioRoutes(app: App, context: Context): void {
  const { clock, scenarios } = context;
  app.get(
    "/v1/scenarios",
    {
      schema: {
        ...about("Scenarios", "What each is about: its metrics, tags, window and anomalies."),
        response: { 200: scenarioList },
      },
    },
    async () => ({ scenarios: [...scenarios.values()].map((hosted) => infoOf(hosted, clock.now())) }),
  );
  app.get(
    "/v1/scenarios/:name",
    {
      schema: {
        ...about("A scenario", "The same of one."),
        params: namedPath,
        response: { 200: scenarioInfo, 404: refused },
      },
    },
    async ({ params }) => infoOf(scenarioOf(context, params.name), clock.now()),
  );
  app.get(
    "/v1/scenarios/:name/definition",
    {
      schema: {
        ...about(
          "Definition",
          "The scenario itself, its window absolute: `fauxmetry run` of it makes the same values.",
        ),
        params: namedPath,
        response: { 200: z.record(z.string(), z.unknown()), 404: refused },
      },
    },
    async ({ params }) => ({ ...scenarioOf(context, params.name).plan.scenario }),
  );
  app.get(
    "/v1/scenarios/:name/inventory",
    {
      schema: {
        ...about("Inventory", "The entities of a scenario with their tags, page by page."),
        params: namedPath,
        querystring: inventoryQuery,
        response: { 200: inventoryAnswer, 404: refused, 422: refused },
      },
    },
    async ({ params, query }, reply) => {
      const { plan } = scenarioOf(context, params.name);
      const asked = asking();
      const choice = choiceOf(query, asked);
      asked.end();
      const abort = abortOf(reply, context);
      const all = await patiently(chooseEntities(plan, choice), abort);
      const found = query.search === undefined ? all : await patiently(search(plan, all, query.search), abort);
      const last = Math.min(sizeOf(found), query.offset + query.limit);
      const entities = [];
      for (let i = query.offset; i < last; i++) entities.push(entityOf(plan, entityAt(found, i)));
      return { total: sizeOf(found), offset: query.offset, entities };
    },
  );
}

/** Those whose id contains a text, in any case. */
function* search({ inventory }: Plan, entities: Entities, text: string): Generator<void, Int32Array> {
  const wanted = text.toLowerCase();
  const found: number[] = [];
  for (let i = 0; i < sizeOf(entities); i++) {
    const entity = entityAt(entities, i);
    if (inventory.idOf(entity).toLowerCase().includes(wanted)) found.push(entity);
    if (i % 1000 === 0) yield;
  }
  return Int32Array.from(found);
}
