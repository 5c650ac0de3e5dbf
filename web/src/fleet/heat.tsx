import type { FleetHistory } from "../../../src/server/protocol.ts";
import { instantText, numberText } from "../time.ts";

type Segment = FleetHistory["segments"][number];

const SNAPSHOTS = 48;
const GROUPS = 60;

/** Each group of a segment over time, as far as it is from its own mean: what fails together is seen as a block. */
export function HeatGrid({ segment, times }: { segment: Segment; times: readonly number[] }) {
  const from = Math.max(0, times.length - SNAPSHOTS);
  const shown = times.slice(from);
  const groups = [...segment.groups].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, GROUPS);
  return (
    <figure class="panel">
      <figcaption>
        <h2>
          <bdi>{segment.name}</bdi>
        </h2>
        <span class="quiet">Each against its own mean; darker is fewer.</span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <section class="scroll" tabIndex={0} aria-label={`${segment.name} over time`}>
        <table class="heat">
          <thead class="unseen">
            <tr>
              <th scope="col">Group</th>
              {shown.map((time) => (
                <th scope="col" key={time}>
                  {instantText(time, "UTC", 1)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map(({ name, counts }) => (
              <tr key={name}>
                <th scope="row">
                  <bdi>{name}</bdi>
                </th>
                {shown.map((time, i) => (
                  <HeatCell key={time} name={name} time={time} count={counts[from + i]} mean={meanOf(counts)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </figure>
  );
}

const meanOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0) / counts.length;

function HeatCell({ name, time, count, mean }: { name: string; time: number; count: number; mean: number }) {
  const lost = mean > 0 ? Math.min(100, Math.max(0, (100 * (mean - count)) / mean)) : 0;
  return (
    <td
      style={{ background: `color-mix(in srgb, var(--bad) ${Math.round(lost)}%, var(--accent-ground))` }}
      title={`${name}, ${instantText(time, "UTC", 1)}: ${numberText(count, 0)}`}
    >
      <span class="unseen">{count}</span>
    </td>
  );
}
