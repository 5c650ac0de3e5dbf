import { z } from "zod";
import { ScenarioError } from "../../core/error.ts";
import { derive, seedKey } from "../../core/random.ts";
import type { App, Context } from "../context.ts";
import { series } from "../series/index.ts";
import type { SeriesDefinition } from "../series/series.ts";
import { snippets } from "../snippets.ts";
import { streamRoutes } from "../stream/route.ts";
import { seriesSource } from "../stream/series-source.ts";
import { interval, streamParameters } from "../stream/span.ts";

const compat = z
  .boolean()
  .default(false)
  .meta({ description: "1: the arithmetic of streaming-data-gen, sample for sample.", examples: [true] });

/** The paths that a series stands at. */
export function pathsOf({ type, family }: SeriesDefinition): string[] {
  return family === "wave" ? [`/${type}`] : [`/${type}`, `/anomalies/${type}`];
}

const dataInterval = interval
  .unwrap()
  .optional()
  .meta({
    description: "The same as interval, and taken before it.",
    examples: [1],
  });

/** Everything that a series can be asked. */
export function queryOf({ options, family }: SeriesDefinition): z.ZodObject {
  const paced = family === "wave" ? {} : { data_interval: dataInterval };
  return z.strictObject({ ...options.shape, ...paced, interval, ...streamParameters, compat });
}

/** Waves, distributions and anomalies at the names that users of streaming-data-gen know. */
export function seriesRoutes(app: App, context: Context): void {
  for (const definition of Object.values<SeriesDefinition>(series)) {
    const { type, summary, family } = definition;
    const urls = pathsOf(definition);
    const schema = {
      tags: [family === "wave" ? "waves" : "anomalies"],
      summary: type,
      description: `${summary}\n\n${snippets(urls[0], {})}`,
      querystring: queryOf(definition),
    };
    streamRoutes(app, context, urls, schema, {
      counted: true,
      open(asked, span, most) {
        const { seed, labels } = asked;
        const fail = (path: readonly string[], message: string): never => {
          throw new ScenarioError([{ path, message }]);
        };
        const key = derive(derive(seedKey(seed), "series"), type);
        const made = definition.create(asked, { key, compat: asked.compat === true, first: span.first, fail });
        return seriesSource(type, made, span, most, labels);
      },
    });
  }
}
