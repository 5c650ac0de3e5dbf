import { z } from "zod";
import { definePreset } from "../core/preset.ts";
import type { ScenarioInput } from "../core/scenario.ts";
import { locations } from "./power/locations.ts";
import { measure, measurementsOption } from "./power/measurements.ts";
import { metrics } from "./power/metrics.ts";
import { models } from "./power/models.ts";
import { roles } from "./power/roles.ts";

const SERIALS = { alphanumeric: "%3c%05d%2c", numeric: "8899%06d" };

/** Columns beside those of the server and the times, of each layout. */
const LAYOUTS: Readonly<Record<"named" | "typed", (string | Record<string, string>)[]>> = {
  named: [{ measurement_value: "value" }, "unit", { name: "metric" }],
  typed: [{ source: "agent" }, { type: "metric" }, "unit", "value"],
};

/** A catalog that a file may stand for: of the rows here, some are commoner than others; of a file's, none. */
function catalog<T extends object>(rows: readonly T[], file: string | undefined) {
  return file === undefined ? { catalog: rows.map((row) => ({ ...row })), weight: "share" } : { catalog: file };
}

export const power = definePreset({
  type: "power",
  summary: "Servers of a catalog in some data centres: utilization and power every hour, a file a day.",
  options: z.strictObject({
    models: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          "CSV file of server models: type, model, product_id, rated_power and idle_power in W, cores, fans. Absent: forty of our own.",
        examples: ["models.csv"],
        format: "path",
      }),
    locations: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          "CSV file of locations: location, zone, climate, winter and summer (mean degC outside), swing (of a day). Absent: ten of our own.",
        examples: ["locations.csv"],
        format: "path",
      }),
    measurements: measurementsOption,
    values: z
      .enum(["model", "independent"])
      .default("model")
      .meta({
        description:
          "model: power follows utilization, temperature power; independent: each value is the smaller of two even draws up to its scale.",
        examples: ["independent"],
      }),
    serials: z
      .enum(["alphanumeric", "numeric"])
      .default("alphanumeric")
      .meta({
        description: "alphanumeric: three letters, five digits, two letters; numeric: 8899 and six digits.",
        examples: ["numeric"],
      }),
    layout: z
      .enum(["named", "typed"])
      .default("named")
      .meta({
        description: "named: measurement_value, unit, name; typed: source, type, unit, value.",
        examples: ["typed"],
      }),
  }),
  example: { measurements: ["utilization", "power", "inlet", "exhaust", "fan", "energy"] },
  create({ models: modelFile, locations: locationFile, measurements, values, serials, layout }): ScenarioInput {
    const { metrics: own, lanes } = measure(measurements, values);
    return {
      name: "power",
      description: "Servers in data centres: what their baseboard controllers tell of load, power and temperature.",
      seed: 1,
      origin: "2020-01-01",
      zone: "UTC",
      interval: "1h",
      start: "now-1d",
      end: "now",
      inventory: {
        count: 400,
        id: SERIALS[serials],
        tags: {
          product: { ...catalog(models, modelFile), on: "product_id" },
          site: { ...catalog(locations, locationFile), on: "location" },
          duty: { ...catalog(roles, undefined), on: "role" },
          agent: "iLo",
        },
        zone: { tag: "zone" },
        columns: [{ sn: "id" }, "model", "product_id", "location"],
      },
      metrics: values === "independent" ? own : { ...structuredClone(metrics), ...own },
      records: [
        {
          table: "power",
          shape: "long",
          metrics: lanes,
          columns: [
            { sn: "id" },
            "model",
            "product_id",
            "location",
            { start_time: "timestamp" },
            { end_time: "until" },
            ...structuredClone(LAYOUTS[layout]),
          ],
          time: { format: "sql" },
          path: "data-{date}.csv",
        },
      ],
    };
  },
});
