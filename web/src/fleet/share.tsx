import { Chart } from "../parts/chart.tsx";
import { Fold } from "../parts/fold.tsx";
import { Legend } from "../parts/legend.tsx";
import { ValuesTable } from "../parts/values-table.tsx";
import { instantText, numberText } from "../time.ts";
import type { Judged } from "./judge.ts";

interface Props {
  judged: readonly Judged[];
  zone: string;
}

/** The newest snapshot, and whether it breaches. */
export function Latest({ judged, threshold, zone }: Props & { threshold: number }) {
  const { time, share, online, baseline, drop, breached } = judged[judged.length - 1];
  const alert = `Alert: ${numberText(drop, 1)} % below its baseline; ${threshold} % or more is told.`;
  return (
    <section class="panel latest" aria-label="Latest snapshot">
      <div>
        <span class="quiet">
          Online, {instantText(time, zone, 1)} {zone}
        </span>
        <b class="figure">{numberText(share, 1)} %</b>
        <span class="quiet">{numberText(online, 0)} entities</span>
      </div>
      <div>
        <span class="quiet">Baseline</span>
        <b class="figure">{baseline === undefined ? "–" : `${numberText(baseline, 1)} %`}</b>
        <span class="quiet">{baseline === undefined ? "" : `${numberText(share - baseline, 1)} points from it`}</span>
      </div>
      <p class={breached ? "notice bad" : "notice good"} role="status">
        {breached ? alert : "No alert."}
      </p>
    </section>
  );
}

/** The share that is online and what was usual, with breaches shaded. */
export function Share({ judged, zone }: Props) {
  const times = judged.map(({ time }) => time);
  const step = times.length > 1 ? times[1] - times[0] : 60_000;
  const curves = [
    { name: "online", colour: "series-1", values: judged.map(({ share }) => share) },
    { name: "baseline", colour: "quiet", dashed: true, values: judged.map(({ baseline }) => baseline ?? null) },
  ];
  const shades = judged
    .filter(({ breached }) => breached)
    .map(({ time, drop }) => ({
      from: time - step / 2,
      to: time + step / 2,
      tone: "bad" as const,
      text: [`${numberText(drop, 1)} % below the baseline`],
    }));
  const shown = { title: "Share online", times, curves, decimals: 1, zone };
  return (
    <figure class="panel">
      <figcaption>
        <h2>
          Share online <small>%</small>
        </h2>
      </figcaption>
      <Legend curves={curves} />
      <Chart {...shown} unit="%" from={times[0]} to={times[times.length - 1]} shades={shades} />
      <ValuesTable {...shown} />
    </figure>
  );
}

const COLUMNS = ["Online", "Share, %", "Baseline, %", "Drop, %"];

/** Those that breach, then all, newest first. */
export function Snapshots({ judged, zone }: Props) {
  const newest = [...judged].reverse();
  const breaches = newest.filter(({ breached }) => breached);
  return (
    <>
      <Fold
        class="panel breaches"
        summary={`Breaches: ${breaches.length}`}
        open={breaches.length > 0 && breaches.length <= 8}
      >
        {() => breaches.length > 0 && <SnapshotTable name="Breaches" judged={breaches} zone={zone} />}
      </Fold>
      <Fold class="panel" summary={`Snapshots: ${newest.length}`}>
        {() => <SnapshotTable name="Snapshots" judged={newest} zone={zone} />}
      </Fold>
    </>
  );
}

function SnapshotTable({ name, judged, zone }: Props & { name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section class="scroll" tabIndex={0} aria-label={name}>
      <table>
        <thead>
          <tr>
            <th scope="col">Snapshot, {zone}</th>
            {COLUMNS.map((column) => (
              <th scope="col" key={column} class="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {judged.map(({ time, online, share, baseline, drop }) => (
            <tr key={time}>
              <th scope="row">{instantText(time, zone, 1)}</th>
              <td class="number">{numberText(online, 0)}</td>
              <td class="number">{numberText(share, 1)}</td>
              <td class="number">{numberText(baseline, 1)}</td>
              <td class="number">{numberText(drop, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
