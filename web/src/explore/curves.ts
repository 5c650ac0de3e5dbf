import type { DataAnswer, DataLine } from "../../../src/server/protocol.ts";
import type { Curve } from "../parts/chart.tsx";

const COLOURS = 6;
type Column = readonly (number | null)[];

/** What is drawn of a metric: a curve for each entity or for the group, and dashed beside it the clean twin. */
export function curvesOf({ lines }: DataAnswer, metric: string): Curve[] {
  const here = lines.filter((line) => line.metric === metric);
  const ids = [...new Set(here.map(({ id }) => id))];
  return here.flatMap((line) => {
    const place = ids.indexOf(line.id) % COLOURS;
    const colour = line.clean ? "quiet" : `series-${place + 1}`;
    return curvesOfLine(line, line.id, colour);
  });
}

function curvesOfLine(line: DataLine, id: string | undefined, colour: string): Curve[] {
  const dashed = line.clean;
  const named = (what: string) => (line.clean ? `clean ${what}` : what);
  if (line.median) {
    const median = { name: named("median"), colour, dashed, values: line.median };
    if (line.clean) return [median];
    return [
      { name: "least to greatest", colour: "series-6", values: line.min as Column, upper: line.max },
      { name: "p10 to p90", colour, values: line.p10 as Column, upper: line.p90 },
      median,
    ];
  }
  if (line.mean) return [{ name: named("mean"), colour, dashed, values: line.mean }];
  if (line.sum) return [{ name: named("sum"), colour, dashed, values: line.sum }];
  const name = named(id ?? "values");
  if (line.values) return [{ name, colour, dashed, values: line.values }];
  return [{ name, colour, dashed, values: line.min ?? [], upper: line.max }];
}
