import { useRef, useState } from "preact/hooks";
import type { ScenarioInfo } from "../../../src/server/protocol.ts";
import { post } from "../api.ts";
import { durationText, numberText } from "../time.ts";
import { go } from "../url.ts";

const show = (name: string) => go(`/explore?scenario=${encodeURIComponent(name)}`);

/** Which of the server's scenarios, or one's own. */
export function ChooseScenario({ scenarios, info }: { scenarios: readonly ScenarioInfo[]; info?: ScenarioInfo }) {
  return (
    <section class="choice">
      <label class="field">
        <span>Scenario</span>
        <select value={info?.name} onChange={(event) => show(event.currentTarget.value)}>
          {scenarios.map(({ name, title }) => (
            <option key={name} value={name}>
              {name === title ? name : `${title} (${name})`}
            </option>
          ))}
        </select>
      </label>
      {info?.description && <p class="quiet">{info.description}</p>}
      {info && (
        <p class="facts">
          {numberText(info.entities, 0)} {info.entities === 1 ? "entity" : "entities"}, every{" "}
          {durationText(info.interval)}, {info.zone}, seed {info.seed}
        </p>
      )}
      <OwnScenario />
    </section>
  );
}

/** A scenario that is pasted; the server keeps it for a while. */
function OwnScenario() {
  const [error, setError] = useState("");
  const text = useRef<HTMLTextAreaElement>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      const { name } = await post<ScenarioInfo>("/v1/scenarios", text.current?.value ?? "");
      setError("");
      show(name);
    } catch (refused) {
      setError((refused as Error).message);
    }
  };
  return (
    <details class="own">
      <summary>Paste a scenario</summary>
      <form onSubmit={send}>
        <label class="field">
          <span>YAML or JSON</span>
          <textarea ref={text} rows={10} spellcheck={false} required placeholder={EXAMPLE} />
        </label>
        <button type="submit">Show it</button>
      </form>
      {error && (
        <p class="notice bad" role="alert">
          {error}
        </p>
      )}
    </details>
  );
}

const EXAMPLE = `name: pump
interval: 1m
inventory: { count: 10 }
metrics:
  flow: { unit: l/s, decimals: 2, signals: [{ daily: { low: 2, high: 9 } }] }`;
