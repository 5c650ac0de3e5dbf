import { z } from "zod";
import type { ScenarioInput } from "../../core/scenario.ts";

/** What is measured of a server: as records name it by default, its unit, its full scale and its decimals. */
export const KINDS = {
  utilization: { name: "server cpu utilization", unit: "%", scale: 100, decimals: 2 },
  power: { name: "server power", unit: "W", scale: 300, decimals: 1 },
  inlet: { name: "server inlet temperature", unit: "degC", scale: 40, decimals: 1 },
  exhaust: { name: "server exhaust temperature", unit: "degC", scale: 60, decimals: 1 },
  fan: { name: "server fan speed", unit: "%", scale: 100, decimals: 0 },
  energy: { name: "server energy", unit: "Wh", scale: 200_000, decimals: 3 },
};
type Kind = keyof typeof KINDS;

const kind = z.enum(Object.keys(KINDS) as [Kind, ...Kind[]]);

const row = z.union([
  kind,
  z.strictObject({
    name: z.string().min(1).max(100),
    unit: z.string().max(30),
    scale: z.number().positive().max(1e9),
    kind,
  }),
]);
type Row = z.output<typeof row>;

function kindOf(row: Row): Kind {
  return typeof row === "string" ? row : row.kind;
}

/** The catalog of measurements: kinds, or rows that rename them and give them another unit. */
export const measurementsOption = z
  .array(row)
  .min(1)
  .refine((rows) => new Set(rows.map(kindOf)).size === rows.length, {
    error: "each kind once",
  })
  .default(["utilization", "power"])
  .meta({
    description:
      "What is measured: utilization, power, inlet, exhaust, fan or energy, or a row { name, unit, scale, kind }. `scale` is the number for the kind's full scale (100 %, 300 W, 40 and 60 degC, 100 %, 200000 Wh): 0.3 for power makes kW.",
    examples: [["power", { name: "cpu", unit: "1", scale: 1, kind: "utilization" }]],
  });
/** Decimals that keep a value's last one when it is multiplied. */
function decimalsBy(decimals: number, by: number): number {
  let more = decimals;
  for (let left = by; left < 1 && more < 9; left *= 10) more++;
  return more;
}

/**
 * What the rows of records show, by what they call it, and the metrics to be made for it: independent draws, as large as
 * the smaller of two even ones up to the scale (a beta variable of 1 and 2), or of a model's metric another unit.
 */
export function measure(rows: readonly Row[], values: "model" | "independent") {
  const metrics: ScenarioInput["metrics"] = {};
  const lanes = rows.map((row) => {
    const kind = kindOf(row);
    const own = KINDS[kind];
    const { name, unit, scale } = typeof row === "string" ? own : row;
    const by = scale / own.scale;
    if (values === "independent")
      metrics[kind] = {
        description: `${name}: the smaller of two even draws`,
        unit,
        decimals: 3,
        signals: [{ beta: { alpha: 1, beta: 2, max: scale } }],
      };
    else if (by !== 1 || unit !== own.unit) {
      metrics[`${kind}_shown`] = {
        description: `${kind} in the unit that is shown`,
        unit,
        decimals: decimalsBy(own.decimals, by),
        signals: [{ sum: { of: [kind] } }, { scale: { by } }],
      };
      return { [name]: `${kind}_shown` };
    }
    return { [name]: kind };
  });
  return { metrics, lanes };
}
