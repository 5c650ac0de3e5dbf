import { Cell } from "../parts/cards.tsx";
import { durationText, instantText, numberText } from "../time.ts";

/** As /v1/runs shows it. */
export interface Run {
  id: string;
  to: string;
  state: "running" | "retrying" | "ended" | "stopped" | "failed";
  phase?: string;
  rows: number;
  rows_per_second: number;
  from: string;
  stored?: string;
  lag_seconds?: number;
  retries: number;
  error?: string;
}

const TONES: Partial<Record<Run["state"], string>> = { running: "good", retrying: "warn", failed: "bad" };

export function RunRow({ run, onStop }: { run: Run; onStop(): void }) {
  const { id, to, state, phase, rows, rows_per_second, stored, lag_seconds, retries, error } = run;
  const open = state === "running" || state === "retrying";
  return (
    <tr>
      <th scope="row">
        <bdi>{id}</bdi>
      </th>
      <Cell column="Store">
        <bdi>{to}</bdi>
      </Cell>
      <Cell column="State">
        <span>
          <i class={`mark ${TONES[state] ?? "quiet"}`} />
          {state}
          {open && phase && <span class="quiet"> {phase}</span>}
        </span>
        {open && phase === "backfill" && <Filled run={run} />}
        {error && <div class="quiet">{error}</div>}
      </Cell>
      <Cell column="Rows" number>
        {numberText(rows, 0)}
      </Cell>
      <Cell column="Rows/s" number>
        {numberText(rows_per_second, 0)}
      </Cell>
      <Cell column="Stored until, UTC">{stored ? instantText(Date.parse(stored), "UTC", 1) : "–"}</Cell>
      <Cell column="Lag" number>
        {lag_seconds === undefined ? "–" : durationText(lag_seconds * 1000)}
      </Cell>
      <Cell column="Retries" number>
        {numberText(retries, 0)}
      </Cell>
      <td class="act">
        {open && (
          <button type="button" aria-label={`Stop ${id}`} onClick={onStop}>
            Stop
          </button>
        )}
      </td>
    </tr>
  );
}

/** How much of the time up to now is stored. */
function Filled({ run: { id, from, stored, lag_seconds } }: { run: Run }) {
  if (stored === undefined || lag_seconds === undefined) return null;
  const done = Date.parse(stored) - Date.parse(from);
  const share = Math.max(0, Math.min(1, done / Math.max(1, done + lag_seconds * 1000)));
  return (
    <span class="filled">
      <progress value={share} aria-label={`Stored of ${id}`} /> {numberText(100 * share, 0)} %
    </span>
  );
}
