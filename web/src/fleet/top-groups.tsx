import type { FleetHistory } from "../../../src/server/fleet-protocol.ts";
import { Chart } from "../parts/chart.tsx";
import { Legend } from "../parts/legend.tsx";
import { ValuesTable } from "../parts/values-table.tsx";
import { onlineOf } from "./judge.ts";

interface Props {
  segment: FleetHistory["segments"][number];
  history: FleetHistory;
  top: number;
  counts: boolean;
  zone: string;
}

/** The largest groups of a segment, as counts or as shares of all that reported. */
export function TopGroups({ segment, history, top, counts, zone }: Props) {
  const { times } = history;
  const online = onlineOf(history);
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  const largest = [...segment.groups].sort((a, b) => sum(b.counts) - sum(a.counts)).slice(0, top);
  const curves = largest.map(({ name, counts: own }, i) => ({
    name,
    colour: `series-${(i % 6) + 1}`,
    dashed: i >= 6,
    values: own.map((count, at) => (counts ? count : online[at] > 0 ? (100 * count) / online[at] : null)),
  }));
  const unit = counts ? "entities" : "%";
  const shown = { title: segment.name, times, curves, decimals: counts ? 0 : 1, zone };
  return (
    <figure class="panel">
      <figcaption>
        <h2>
          <bdi>{segment.name}</bdi> <small>{unit}</small>
        </h2>
        <span class="quiet">
          {largest.length} of {segment.groups.length}
        </span>
      </figcaption>
      <Legend curves={curves} />
      <Chart {...shown} unit={unit} from={times[0]} to={times[times.length - 1]} height={220} />
      <ValuesTable {...shown} />
    </figure>
  );
}
