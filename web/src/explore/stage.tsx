import type { DataAnswer, LabelInfo, LabelsAnswer, MetricInfo, ScenarioInfo } from "../../../src/server/protocol.ts";
import { url } from "../api.ts";
import { Chart } from "../parts/chart.tsx";
import { Legend } from "../parts/legend.tsx";
import { ValuesTable } from "../parts/values-table.tsx";
import { numberText } from "../time.ts";
import { change } from "../url.ts";
import { useAnswer } from "../use-answer.ts";
import { ChooseWindow, moveTo } from "./choose-window.tsx";
import { curvesOf } from "./curves.ts";
import { Labels } from "./labels.tsx";
import { MOST_ROWS, Rows } from "./rows.tsx";
import { choiceOf, dataUrl, metricsOf, pathOf, type Selection } from "./selection.ts";
import { shadesOf } from "./shades.ts";
import { TakeAway } from "./take-away.tsx";

interface Props {
  info: ScenarioInfo;
  chosen: Selection;
  ids: readonly string[];
}

/** ms that a movement rests before the server is asked. */
const REST = 60;

/** The window, a chart for each metric, the answer key, rows, and all of it to take away. */
export function Stage({ info, chosen, ids }: Props) {
  const every = chosen.live ? Math.min(10_000, Math.max(1000, info.interval)) : undefined;
  const data = useAnswer<DataAnswer>(dataUrl(chosen, info, ids), REST, every);
  const choice = choiceOf(chosen, ids);
  const labels = useAnswer<LabelsAnswer>(url(pathOf(info.name, "/labels"), { ...choice, limit: 500 }), 2 * REST, every);
  const answer = data.value?.scenario === info.name ? data.value : undefined;
  const from = instantOf(chosen.live ? undefined : chosen.from) ?? instantOf(answer?.from) ?? Date.parse(info.start);
  const to = instantOf(chosen.live ? undefined : chosen.to) ?? instantOf(answer?.to) ?? Date.parse(info.end);
  const span = info.interval * MOST_ROWS;
  const begin = chosen.live ? Math.max(from, to - Math.ceil(span / Math.max(1, ids.length))) : from;
  const window = { from: new Date(begin).toISOString(), to: new Date(Math.min(to, begin + 10 * span)).toISOString() };
  const rows = url(pathOf(info.name, "/data"), { ...choice, ...window, format: "ndjson" });
  return (
    <>
      <ChooseWindow info={info} chosen={chosen} from={from} to={to} />
      {data.error && (
        <p class="notice bad" role="alert">
          {data.error}
        </p>
      )}
      <Group answer={answer} chosen={chosen} />
      <div aria-busy={data.waiting}>
        {metricsOf(chosen, info).map((metric) => (
          <MetricChart key={metric.name} {...{ info, metric, answer, from, to }} labels={labels.value?.labels ?? []} />
        ))}
      </div>
      {labels.error && <p class="notice bad">{labels.error}</p>}
      {labels.value && <Labels answer={labels.value} info={info} />}
      <Rows url={rows} newest={chosen.live !== undefined} />
      <TakeAway {...{ info, chosen, choice, from, to }} />
    </>
  );
}

/** Only what has an offset: everything else is for the server to read. */
function instantOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-.*(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function Group({ answer, chosen }: { answer?: DataAnswer; chosen: Selection }) {
  if (!answer || !chosen.group) return null;
  const { entities, sampled } = answer;
  return (
    <p class="quiet">
      {sampled === undefined
        ? `All ${numberText(entities, 0)} that match.`
        : `A seeded sample of ${numberText(sampled, 0)} of the ${numberText(entities, 0)} that match.`}
    </p>
  );
}

interface ChartProps {
  info: ScenarioInfo;
  metric: MetricInfo;
  answer?: DataAnswer;
  labels: readonly LabelInfo[];
  from: number;
  to: number;
}

function MetricChart({ info, metric, answer, labels, from, to }: ChartProps) {
  const curves = answer ? curvesOf(answer, metric.name) : [];
  const times = (answer?.times ?? []) as number[];
  const rough = answer?.lines.some((line) => line.metric === metric.name && line.approximate);
  const shown = { title: metric.name, times, curves, decimals: metric.decimals ?? 3, zone: info.zone };
  return (
    <figure class="panel">
      <figcaption>
        <h2>
          <bdi>{metric.name}</bdi> {metric.unit && <small>{metric.unit}</small>}
        </h2>
        {metric.description && <span class="quiet">{metric.description}</span>}
        {rough && (
          <span class="badge" title="Made from a seeded sample: the true extremes may reach further.">
            sampled
          </span>
        )}
      </figcaption>
      <Legend curves={curves} />
      <Chart
        {...shown}
        unit={metric.unit}
        from={from}
        to={to}
        shades={shadesOf(labels, metric.name, info)}
        onWindow={(begin, end, moving) => moveTo(info, begin, end, moving)}
        onReset={() => change({ from: "", to: "", live: "" })}
      />
      {answer && times.length === 0 && <p class="quiet">Nothing was recorded in this window.</p>}
      <ValuesTable {...shown} />
    </figure>
  );
}
