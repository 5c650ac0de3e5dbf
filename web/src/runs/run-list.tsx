import { useState } from "preact/hooks";
import { ask, post } from "../api.ts";
import { Cards } from "../parts/cards.tsx";
import { useAnswer } from "../use-answer.ts";
import { type Run, RunRow } from "./run-row.tsx";
import { StartRun } from "./start-run.tsx";

const EVERY = 2000;
const COLUMNS = [
  { name: "Run" },
  { name: "Store" },
  { name: "State" },
  { name: "Rows", number: true },
  { name: "Rows/s", number: true },
  { name: "Stored until, UTC" },
  { name: "Lag", number: true },
  { name: "Retries", number: true },
  { name: "" },
];

/** Runs that keep scenarios in stores: how far each is, and what it fails by. */
export function RunList() {
  const { value: runs, error } = useAnswer<Run[]>("/v1/runs", 0, EVERY);
  const { value: known } = useAnswer<{ stores: string[] }>("/v1/stores");
  const [refused, setRefused] = useState("");
  const act = (task: () => Promise<unknown>) =>
    task().then(
      () => setRefused(""),
      (reason: Error) => setRefused(reason.message),
    );
  const stop = (id: string) => act(() => ask(`/v1/runs/${encodeURIComponent(id)}`, { method: "DELETE" }));
  return (
    <section class="panel list" aria-label="Runs">
      <header>
        <h2>Runs</h2>
        {known && known.stores.length > 0 && (
          <StartRun stores={known.stores} onStart={(scenario, to) => act(() => post("/v1/runs", { scenario, to }))} />
        )}
      </header>
      {(error ?? refused) && (
        <p class="notice bad" role="alert">
          {error ?? refused}
        </p>
      )}
      {known?.stores.length === 0 && (
        <p class="quiet">There is no store. A server that is started with --to sqlite:x.db keeps scenarios in that.</p>
      )}
      {known && known.stores.length > 0 && runs?.length === 0 && <p class="quiet">No run yet.</p>}
      {runs && runs.length > 0 && (
        <Cards name="Table of runs" columns={COLUMNS}>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} onStop={() => stop(run.id)} />
          ))}
        </Cards>
      )}
    </section>
  );
}
