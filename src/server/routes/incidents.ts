import type { Verdict } from "../../rules/condition.ts";
import type { Routes } from "../context.ts";
import { refused } from "../errors.ts";
import { type IncidentsAnswer, incidentsAnswer, incidentsQuery } from "../fleet-protocol.ts";

/** Reads the incidents of a database as a monitor has written them down, times in ms UTC. */
export type ReadIncidents = (
  database: string,
  most: number,
) => Promise<
  readonly {
    rule: string;
    series: readonly string[];
    opened: number;
    resolved?: number;
    opening: Verdict;
    verdict: Verdict;
    told: readonly string[];
  }[]
>;

/** What monitors of these databases have found: alerts, since when and until when. */
export function incidentRoutes(databases: readonly string[], read: ReadIncidents): Routes {
  return (app) => {
    app.get(
      "/v1/incidents",
      {
        schema: {
          tags: ["fleet"],
          summary: "Incidents",
          description:
            "What `monitor` has found in the databases: those that are open, then the rest, the newest first.",
          querystring: incidentsQuery,
          response: { 200: incidentsAnswer, 422: refused },
        },
      },
      async ({ query: { limit } }): Promise<IncidentsAnswer> => {
        const found = await Promise.all(
          databases.map(async (database) => (await read(database, limit)).map((one) => ({ database, ...one }))),
        );
        const first = ({ resolved, opened }: { resolved?: number; opened: number }) =>
          resolved === undefined ? opened + 1e15 : opened;
        const incidents = found.flat().sort((a, b) => first(b) - first(a));
        return { databases: [...databases], incidents: incidents.slice(0, limit).map(shown) };
      },
    );
  };
}

type Found = Awaited<ReturnType<ReadIncidents>>[number] & { database: string };

function shown({
  opened,
  resolved,
  opening,
  verdict,
  series,
  told,
  ...rest
}: Found): IncidentsAnswer["incidents"][number] {
  return {
    ...rest,
    series: [...series],
    opened: new Date(opened).toISOString(),
    ...(resolved === undefined ? {} : { resolved: new Date(resolved).toISOString() }),
    opening: opening.text,
    last: verdict.text,
    told: [...told],
  };
}
