import { join } from "node:path";
import { catalogs } from "../../src/catalog.ts";
import { parseFormula } from "../../src/core/formula.ts";
import { compile } from "../../src/engine/compile.ts";
import { generate } from "../../src/engine/generate.ts";
import { partition, WHOLE } from "../../src/engine/partition.ts";
import type { Plan } from "../../src/engine/plan.ts";
import type { Part, Region } from "../../src/engine/region.ts";
import type { Order } from "../../src/engine/tiles.ts";
import { type Verdict, verify } from "../../src/engine/verify.ts";
import { type Row, rowOf } from "../../src/sinks/memory.ts";

/** Where the files are that scenarios of tests read. */
export const INPUTS = join(import.meta.dirname, "inputs");

/** The plan of a scenario, with `now` fixed. */
export function planOf(scenario: unknown, now = Date.UTC(2024, 0, 31)): Plan {
  return compile(scenario, catalogs, { now, directory: INPUTS });
}

/** What verification says of each run of a directory. */
export async function verdictsOf(directory: string): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const verdict of verify(directory, catalogs)) verdicts.push(verdict);
  return verdicts;
}

/** Some hours from 2024-01-01 on, or from the day after its origin where that is later. */
export function windowOf(
  { origin = "2020-01-01" }: { origin?: string },
  hours: number,
): { start: string; end: string } {
  const begin = Math.max(Date.UTC(2024, 0, 1), Date.parse(origin) + 86_400_000);
  const text = (time: number) => new Date(time).toISOString();
  return { start: text(begin), end: text(begin + hours * 3_600_000) };
}

/** All rows of a table, as plain data. */
export function rowsOf(plan: Plan, order: Order = "time", table = plan.tables[0], region?: Region): Row[] {
  const parts = partition(plan, table, "x", "x", WHOLE);
  const rows: Row[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part: Part = { ...parts.at(i), ...region };
    for (const batch of generate(plan, table, part, order))
      for (let r = 0; r < batch.rows; r++) rows.push(rowOf(table.schema, batch, r));
  }
  return rows;
}

/** The text a table is encoded to, in pieces as the encoder makes them. */
export function textOf(
  plan: Plan,
  format: keyof typeof catalogs.encoders,
  order: Order = "time",
  table = plan.tables[0],
): string {
  const encoder = catalogs.encoders[format]
    .create(catalogs.encoders[format].options.parse({}) as never, undefined)
    .open(table.schema);
  const parts = partition(plan, table, "x", "x", WHOLE);
  const decoder = new TextDecoder();
  let text = decoder.decode(encoder.start());
  for (let i = 0; i < parts.length; i++)
    for (const batch of generate(plan, table, parts.at(i), order)) text += decoder.decode(encoder.write(batch));
  return text + decoder.decode(encoder.end());
}

interface Sample {
  name: string;
  origin: string;
  start: string;
  end: string;
  interval: string;
  inventory: { count: number };
  metrics: Record<string, unknown>;
}

/** A scenario with a metric of each of these signals, made of their definitions' examples. */
export function sampleOf(types: readonly string[] = Object.keys(catalogs.signals)): Sample {
  const metrics: Record<string, unknown> = {};
  const known: Record<string, { example: unknown }> = catalogs.signals;
  for (const type of types) {
    const example = known[type].example as Record<string, unknown>;
    // examples that read another metric name one: give it something to read
    for (const name of readNames(example)) {
      metrics[name] ??= { decimals: 3, signals: [{ constant: { value: 50 } }, { walk: { sd: 1 } }] };
    }
    const signals = [{ constant: { value: 1 } }, { [type]: example }];
    if (type === "correlated") metrics.humidity = { signals: [{ [type]: { ...example, sd: 8 } }] };
    metrics[`x_${type.replaceAll("-", "_")}`] = { decimals: 6, signals };
  }
  return {
    name: "sample",
    origin: "2023-12-01",
    start: "2024-01-01",
    end: "2024-01-01T06:00:00Z",
    interval: "1m",
    inventory: { count: 4 },
    ...("humidity" in metrics && {
      correlations: { weather: { tau: "6h", between: { x_correlated: { humidity: -0.6 } } } },
    }),
    metrics,
  };
}

/** Metric names among the options: by the options' own names for them. */
function readNames(options: Record<string, unknown>): string[] {
  const named = ["metric", "of", "to", "shape", "power", "voltage", "load", "energy"].flatMap((name) => options[name]);
  const inFormula = typeof options.expression === "string" ? parseFormula(options.expression).names : [];
  return [...named.filter((name): name is string => typeof name === "string" && /^[a-z]/.test(name)), ...inFormula];
}
