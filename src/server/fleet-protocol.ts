/** What the routes about fleets and alerts take and give, as schemas and types: as protocol.ts has them of scenarios. */
import { z } from "zod";

const instant = z.iso.datetime().meta({ examples: ["2024-01-01T00:00:00.000Z"] });

export const fleetSources = z.object({
  sources: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["database", "scenario"]),
      total: z.int().optional().meta({ description: "Entities there are, where that is known." }),
      zone: z.string().optional().meta({ description: "Of a scenario: that of its days and hours." }),
    }),
  ),
});
export type FleetSources = z.output<typeof fleetSources>;

const wholeMinutes = z.int().min(1).max(1440);

export const fleetQuery = z.strictObject({
  source: z.string().meta({ description: "A database or scenario, as /v1/fleet names it.", examples: ["atm-fleet"] }),
  snapshots: z
    .int()
    .min(1)
    .max(500)
    .default(96)
    .meta({ description: "How many, the newest.", examples: [96] }),
  every: wholeMinutes.default(15).meta({ description: "Minutes between snapshots of a scenario.", examples: [15] }),
  window: wholeMinutes
    .default(60)
    .meta({ description: "Minutes in which an entity of a scenario has to report to count.", examples: [60] }),
});

export const fleetHistory = z.object({
  times: z.array(z.number()).meta({ description: "ms since 1970, oldest first." }),
  total: z.int().optional(),
  segments: z.array(
    z.object({ name: z.string(), groups: z.array(z.object({ name: z.string(), counts: z.array(z.number()) })) }),
  ),
});
export type FleetHistory = z.output<typeof fleetHistory>;

export const incidentsQuery = z.strictObject({
  limit: z
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .meta({ description: "How many.", examples: [100] }),
});

export const incidentsAnswer = z.object({
  databases: z.array(z.string()).meta({ description: "Those that are looked at." }),
  incidents: z.array(
    z.object({
      database: z.string(),
      rule: z.string(),
      series: z.array(z.string()).meta({ description: "Values of the columns that the rule tells series apart by." }),
      opened: instant.meta({ description: "The snapshot that it opened at." }),
      resolved: instant.optional().meta({ description: "The snapshot that it was over at; absent: it is open." }),
      opening: z.string().meta({ description: "What was found when it opened." }),
      last: z.string().meta({ description: "What was found last." }),
      told: z.array(z.string()).meta({ description: "Channels that were told of it." }),
    }),
  ),
});
export type IncidentsAnswer = z.output<typeof incidentsAnswer>;
