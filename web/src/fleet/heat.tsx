import type { FleetHistory } from "../../../src/server/fleet-protocol.ts";
import { instantText, numberText, timeText } from "../time.ts";

type Segment = FleetHistory["segments"][number];

const SNAPSHOTS = 48;
const GROUPS = 60;
/** A time is written above every so many snapshots. */
const STEP = 8;

interface Props {
  segment: Segment;
  times: readonly number[];
  zone: string;
}

/** Each group of a segment over time, as far as it is from its own mean: what fails together is seen as a block. */
export function HeatGrid({ segment, times, zone }: Props) {
  const from = Math.max(0, times.length - SNAPSHOTS);
  const texts = times.slice(from).map((time) => instantText(time, zone, 1));
  const groups = [...segment.groups].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, GROUPS);
  return (
    <figure class="panel">
      <figcaption>
        <h2>
          <bdi>{segment.name}</bdi> over time
        </h2>
        <span class="quiet">
          {groups.length} of {segment.groups.length}, the newest {texts.length} snapshots. Each against its own mean:
        </span>
        <HeatScale />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <section class="scroll" tabIndex={0} aria-label={`${segment.name} over time`}>
        <table class="heat">
          <thead>
            <HeatTimes times={times.slice(from)} texts={texts} zone={zone} />
          </thead>
          <tbody>
            {groups.map(({ name, counts }) => (
              <tr key={name}>
                <th scope="row" title={name}>
                  <bdi>{name}</bdi>
                </th>
                {texts.map((text, i) => (
                  <HeatCell key={text} name={name} time={text} count={counts[from + i]} mean={meanOf(counts)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </figure>
  );
}

function HeatTimes({ times, texts, zone }: { times: readonly number[]; texts: readonly string[]; zone: string }) {
  const clock = { hour: "2-digit", minute: "2-digit" } as const;
  return (
    <tr>
      <th scope="col">{zone}</th>
      {times
        .map((time, i) => ({ time, i }))
        .filter(({ i }) => i % STEP === 0)
        .map(({ time, i }) => (
          <th scope="colgroup" key={time} colSpan={Math.min(STEP, times.length - i)} title={texts[i]}>
            {timeText(time, zone, clock)}
          </th>
        ))}
    </tr>
  );
}

const meanOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0) / counts.length;

/** The colour of a cell by how many percent of its mean are missing. */
const groundOf = (lost: number) => `color-mix(in srgb, var(--bad) ${Math.round(lost)}%, var(--accent-ground))`;

function HeatScale() {
  return (
    <span class="heat-scale">
      as usual
      {[0, 25, 50, 75, 100].map((lost) => (
        <i key={lost} style={{ background: groundOf(lost) }} />
      ))}
      none
    </span>
  );
}

interface CellProps {
  name: string;
  time: string;
  count: number;
  mean: number;
}

function HeatCell({ name, time, count, mean }: CellProps) {
  const lost = mean > 0 ? Math.min(100, Math.max(0, (100 * (mean - count)) / mean)) : 0;
  return (
    <td style={{ background: groundOf(lost) }} title={`${name}, ${time}: ${numberText(count, 0)}`}>
      <span class="unseen">{count}</span>
    </td>
  );
}
