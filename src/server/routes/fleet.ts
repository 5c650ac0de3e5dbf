import { setImmediate } from "node:timers/promises";
import type { z } from "zod";
import { type GroupCount, groupName, type History, layHistory } from "../../rules/history.ts";
import type { Context, Hosted, Routes } from "../context.ts";
import { Refusal, refused } from "../errors.ts";
import { type FleetHistory, fleetHistory, fleetQuery, fleetSources } from "../fleet-protocol.ts";

/** Reads the newest snapshots of a database. */
export type ReadHistory = (path: string, snapshots: number) => Promise<History>;

const MINUTE = 60_000;
const about = (summary: string, description: string) => ({ tags: ["fleet"], summary, description });

/** Who reported lately, out of the databases of collected snapshots and live from scenarios. */
export function fleetRoutes(databases: readonly string[], read: ReadHistory): Routes {
  return (app, context) => {
    const withSegments = () => [...context.scenarios.values()].filter(({ plan }) => plan.segments);
    app.get(
      "/v1/fleet",
      { schema: { ...about("Fleets", "Where it is known who reported."), response: { 200: fleetSources } } },
      async () => ({
        sources: [
          ...databases.map((name) => ({ name, kind: "database" as const })),
          ...withSegments().map(({ name, plan }) => ({
            name,
            kind: "scenario" as const,
            total: plan.inventory.size,
            zone: plan.zone.name,
          })),
        ],
      }),
    );
    app.get(
      "/v1/fleet/history",
      {
        schema: {
          ...about("Who reported", "Counts by segments at the newest snapshots, 0 where nobody of a group reported."),
          querystring: fleetQuery,
          response: { 200: fleetHistory, 404: refused, 422: refused },
        },
      },
      async ({ query }): Promise<FleetHistory> => {
        if (databases.includes(query.source)) return read(query.source, query.snapshots);
        const hosted = withSegments().find(({ name }) => name === query.source);
        if (!hosted) throw new Refusal(404, `no fleet \`${query.source}\`; /v1/fleet shows what there is`);
        return { ...(await historyOf(hosted, context, query)), total: hosted.plan.inventory.size };
      },
    );
  };
}

/** Snapshots as they would have been collected, up to now. */
async function historyOf(
  hosted: Hosted,
  { clock, counterOf, abort }: Context,
  asked: z.output<typeof fleetQuery>,
): Promise<History> {
  const count = counterOf(hosted);
  const step = asked.every * MINUTE;
  const end = Math.floor(clock.now() / step) * step;
  const times = Array.from({ length: asked.snapshots }, (_, i) => end - (asked.snapshots - 1 - i) * step);
  const cells: GroupCount[] = [];
  for (const time of times) {
    const to = time / 1000;
    const { segments } = await count({ window: { from: to - asked.window * 60, to }, minutes: asked.every });
    for (const { name, dimensions, rows } of segments)
      for (const row of rows) {
        const group = groupName(dimensions.map((of) => [of, row.dimensions[of] ?? ""]));
        cells.push({ time, segment: name, group, count: row.count });
      }
    // other requests have their turn
    await setImmediate();
    abort.throwIfAborted();
  }
  return layHistory(times, cells);
}
