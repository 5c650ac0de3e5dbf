import { useState } from "preact/hooks";
import { ask, post } from "../api.ts";
import { durationText, instantText, numberText } from "../time.ts";
import { useAnswer } from "../use-answer.ts";

/** As /v1/runs shows it. */
interface Run {
  id: string;
  scenario: string;
  to: string;
  state: "running" | "retrying" | "ended" | "stopped" | "failed";
  phase?: string;
  rows: number;
  rows_per_second: number;
  stored?: string;
  lag_seconds?: number;
  retries: number;
  error?: string;
}

const EVERY = 2000;
const COLUMNS = ["Run", "Scenario", "Store", "State", "Rows", "Rows/s", "Stored until, UTC", "Lag", "Retries", ""];

/** Runs that keep scenarios in stores: how far each is, and what it fails by. */
export function Runs() {
  const { value: runs, error } = useAnswer<Run[]>("/v1/runs", 0, EVERY);
  const [refused, setRefused] = useState("");
  const act = (task: () => Promise<unknown>) =>
    task().then(
      () => setRefused(""),
      (reason: Error) => setRefused(reason.message),
    );
  return (
    <div class="stage">
      {(error ?? refused) && (
        <p class="notice bad" role="alert">
          {error ?? refused}
        </p>
      )}
      <StartRun onStart={(scenario) => act(() => post("/v1/runs", { scenario }))} />
      {runs && runs.length === 0 && (
        <p class="panel">No run yet. A server that is started with --to sqlite:x.db keeps scenarios in that store.</p>
      )}
      {runs && runs.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
        <section class="panel scroll" tabIndex={0} aria-label="Runs">
          <table>
            <thead>
              <tr>
                {COLUMNS.map((name) => (
                  <th scope="col" key={name}>
                    {name || <span class="unseen">Stop</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <RunRow
                  key={run.id}
                  run={run}
                  onStop={() => act(() => ask(`/v1/runs/${encodeURIComponent(run.id)}`, { method: "DELETE" }))}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

function StartRun({ onStart }: { onStart(scenario: string): void }) {
  const { value } = useAnswer<{ scenarios: { name: string }[] }>("/v1/scenarios");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onStart(String(new FormData(event.currentTarget as HTMLFormElement).get("scenario")));
  };
  return (
    <form class="panel take" onSubmit={submit}>
      <label>
        Scenario{" "}
        <select name="scenario">
          {value?.scenarios.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <button type="submit">Start a run</button>
    </form>
  );
}

function RunRow({ run, onStop }: { run: Run; onStop(): void }) {
  const { id, scenario, to, state, phase, rows, rows_per_second, stored, lag_seconds, retries, error } = run;
  const open = state === "running" || state === "retrying";
  return (
    <tr>
      <th scope="row">{id}</th>
      <td>
        <bdi>{scenario}</bdi>
      </td>
      <td>
        <bdi>{to}</bdi>
      </td>
      <td title={error}>
        <i class={`mark ${state === "failed" ? "bad" : state === "retrying" ? "warn" : ""}`} />
        {state}
        {open && phase && <span class="quiet"> {phase}</span>}
        {error && <div class="quiet">{error}</div>}
      </td>
      <td class="number">{numberText(rows, 0)}</td>
      <td class="number">{numberText(rows_per_second, 0)}</td>
      <td>{stored ? instantText(Date.parse(stored), "UTC", 1) : "–"}</td>
      <td class="number">{lag_seconds === undefined ? "–" : durationText(lag_seconds * 1000)}</td>
      <td class="number">{numberText(retries, 0)}</td>
      <td>
        {open && (
          <button type="button" aria-label={`Stop ${id}`} onClick={onStop}>
            Stop
          </button>
        )}
      </td>
    </tr>
  );
}
