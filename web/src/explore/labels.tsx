import type { LabelInfo, LabelsAnswer, ScenarioInfo } from "../../../src/server/protocol.ts";
import { instantText } from "../time.ts";
import { moveTo } from "./choose-window.tsx";
import { severityText, toneOf } from "./shades.ts";

const MOST = 50;

/** The answer key of the window, as a list that leads there. */
export function Labels({ answer, info }: { answer: LabelsAnswer; info: ScenarioInfo }) {
  const { labels, more, measured } = answer;
  if (labels.length === 0) return <p class="quiet panel">No anomaly and no fault in this window.</p>;
  const rest = labels.length - MOST;
  return (
    <details class="panel labels" open={labels.length <= 8}>
      <summary>
        Anomalies and faults: {labels.length}
        {more ? " and more" : ""}
      </summary>
      {!measured && <p class="quiet">The window is long: onsets and severities are measured in a shorter one.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <section class="scroll" tabIndex={0} aria-label="Anomalies and faults">
        <table>
          <thead>
            <tr>
              {["Name", "Kind", "Entity", "Metric", "Onset", "End", "Severity"].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.slice(0, MOST).map((label) => (
              <LabelRow key={`${label.event} ${label.id} ${label.metric}`} label={label} info={info} />
            ))}
          </tbody>
        </table>
      </section>
      {rest > 0 && <p class="quiet">and {rest} more</p>}
    </details>
  );
}

function LabelRow({ label, info }: { label: LabelInfo; info: ScenarioInfo }) {
  const onset = Date.parse(label.onset);
  const end = label.end === undefined ? onset + 20 * info.interval : Date.parse(label.end);
  const room = Math.max((end - onset) * 0.5, 5 * info.interval);
  return (
    <tr>
      <td>
        <button type="button" class="link" onClick={() => moveTo(info, onset - room, end + room)}>
          <i class={`mark ${toneOf(label)}`} />
          <bdi>{label.name}</bdi>
        </button>
      </td>
      <td>{label.kind}</td>
      <td>
        <bdi>{label.id}</bdi>
      </td>
      <td>
        <bdi>{label.metric ?? "all"}</bdi>
        {label.inherited && <span class="quiet"> inherited</span>}
      </td>
      <td>{instantText(onset, info.zone, 0)}</td>
      <td>{label.end === undefined ? "never" : instantText(Date.parse(label.end), info.zone, 0)}</td>
      <td class="number">{severityText(label)}</td>
    </tr>
  );
}
