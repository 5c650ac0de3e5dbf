import type { ScenarioInfo } from "../../../src/server/protocol.ts";
import { listText } from "../list.ts";
import { change } from "../url.ts";
import { metricsOf, type Selection } from "./selection.ts";

/** Which metrics have a chart. */
export function ChooseMetrics({ info, chosen }: { info: ScenarioInfo; chosen: Selection }) {
  const shown = metricsOf(chosen, info).map(({ name }) => name);
  const toggle = (name: string, on: boolean) =>
    change({ metrics: listText(on ? [...shown, name] : shown.filter((other) => other !== name)) });
  return (
    <section class="choice">
      <h2>Metrics</h2>
      <fieldset>
        <legend class="unseen">Metrics</legend>
        {info.metrics.map(({ name, unit, description }) => (
          <label class="check" key={name} title={description}>
            <input
              type="checkbox"
              checked={shown.includes(name)}
              onChange={({ currentTarget }) => toggle(name, currentTarget.checked)}
            />
            <bdi>{name}</bdi>
            {unit && <span class="quiet">{unit}</span>}
          </label>
        ))}
      </fieldset>
    </section>
  );
}
