import type { FleetHistory, FleetSources } from "../../../src/server/fleet-protocol.ts";
import { listText, readList } from "../list.ts";
import { change, go } from "../url.ts";

/** All that the query of the page says of a fleet. */
export interface FleetChoice {
  source?: string;
  /** Entities of the fleet, where the source does not know. */
  total?: number;
  /** Snapshots in the baseline. */
  before: number;
  /** Percent. */
  threshold: number;
  segments: readonly string[];
  top: number;
  counts: boolean;
}

export function fleetChoice(query: URLSearchParams): FleetChoice {
  const number = (name: string, usual: number) => Number(query.get(name)) || usual;
  return {
    source: query.get("source") ?? undefined,
    total: Number(query.get("total")) || undefined,
    before: number("before", 4),
    threshold: number("threshold", 15),
    segments: readList(query.get("segments") ?? ""),
    top: number("top", 5),
    counts: query.get("as") === "counts",
  };
}

interface Props {
  sources: FleetSources["sources"];
  chosen: FleetChoice;
  history?: FleetHistory;
  shown: readonly string[];
  total: number;
}

export function ChooseFleet({ sources, chosen, history, shown, total }: Props) {
  const toggle = (name: string, on: boolean) =>
    change({ segments: listText(on ? [...shown, name] : shown.filter((one) => one !== name)) });
  return (
    <>
      <section class="choice">
        <label class="field">
          <span>Fleet</span>
          <select
            name="source"
            value={chosen.source ?? sources[0]?.name}
            onChange={(event) => go(`/fleet?source=${encodeURIComponent(event.currentTarget.value)}`)}
          >
            {sources.map(({ name, kind }) => (
              <option key={name} value={name}>
                {shortName(name, sources)} ({kind})
              </option>
            ))}
          </select>
        </label>
        <NumberField name="total" label="Entities in the fleet" value={total} least={1} most={1e9} />
      </section>
      <section class="choice">
        <h2>Alert</h2>
        <NumberField name="before" label="Baseline: snapshots before" value={chosen.before} least={1} most={12} range />
        <NumberField name="threshold" label="Threshold, %" value={chosen.threshold} least={1} most={50} range />
      </section>
      <section class="choice">
        <h2>Segments</h2>
        <fieldset>
          <legend class="unseen">Segments</legend>
          {history?.segments.map(({ name }) => (
            <label class="check" key={name}>
              <input
                type="checkbox"
                checked={shown.includes(name)}
                onChange={({ currentTarget }) => toggle(name, currentTarget.checked)}
              />
              <bdi>{name}</bdi>
            </label>
          ))}
        </fieldset>
        <NumberField name="top" label="Largest values" value={chosen.top} least={1} most={10} range />
        <label class="field">
          <span>As</span>
          <select
            name="as"
            value={chosen.counts ? "counts" : "share"}
            onChange={(event) => change({ as: event.currentTarget.value })}
          >
            <option value="share">percentage share</option>
            <option value="counts">raw counts</option>
          </select>
        </label>
      </section>
    </>
  );
}

/** The last part of a path where that is enough to tell it from others. */
function shortName(name: string, sources: Props["sources"]): string {
  const lastOf = (path: string) => path.split(/[/\\]/).pop() || path;
  const alike = sources.filter((one) => lastOf(one.name) === lastOf(name));
  return alike.length === 1 ? lastOf(name) : name;
}

interface NumberFieldProps {
  name: string;
  label: string;
  value: number;
  least: number;
  most: number;
  range?: boolean;
}

function NumberField({ name, label, value, least, most, range }: NumberFieldProps) {
  return (
    <label class="field">
      <span>
        {label}
        {range && <b>: {value}</b>}
      </span>
      <input
        type={range ? "range" : "number"}
        min={least}
        max={most}
        value={value}
        onChange={(event) => change({ [name]: event.currentTarget.value })}
      />
    </label>
  );
}
