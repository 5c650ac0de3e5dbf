import type { InventoryAnswer, ScenarioInfo } from "../../../src/server/protocol.ts";
import { url } from "../api.ts";
import { ChooseEntities } from "../explore/choose-entities.tsx";
import { ChooseMetrics } from "../explore/choose-metrics.tsx";
import { ChooseScenario } from "../explore/choose-scenario.tsx";
import { pathOf, type Selection, selection, whereText } from "../explore/selection.ts";
import { Stage } from "../explore/stage.tsx";
import { Rail } from "../parts/rail.tsx";
import { useAnswer } from "../use-answer.ts";

/** Any window of any scenario: the server computes what is shown, nothing is stored. */
export function Explore() {
  const chosen = selection();
  const list = useAnswer<{ scenarios: ScenarioInfo[] }>("/v1/scenarios");
  const name = chosen.scenario ?? list.value?.scenarios[0]?.name;
  const all = list.value?.scenarios ?? [];
  const listed = all.find((other) => other.name === name);
  // one that was sent since then
  const one = useAnswer<ScenarioInfo>(name === undefined || !list.value || listed ? undefined : pathOf(name));
  const info = listed ?? (one.value?.name === name ? one.value : undefined);
  const ids = useIds(info, chosen);
  const scenarios = info && !listed ? [...all, info] : all;
  const error = one.error ?? list.error;
  return (
    <div class="explore">
      <Rail>
        <ChooseScenario scenarios={scenarios} info={info} />
        {info && <ChooseMetrics info={info} chosen={chosen} />}
        {info && <ChooseEntities info={info} chosen={chosen} ids={ids ?? []} />}
      </Rail>
      <div class="stage">
        {error && (
          <p class="notice bad" role="alert">
            {error}
          </p>
        )}
        {list.value && name === undefined && <p class="panel">This server shows no scenario yet: paste one.</p>}
        {info && ids && ids.length === 0 && !chosen.group && <p class="panel">No entity matches these tags.</p>}
        {info && ids && (ids.length > 0 || chosen.group) && <Stage info={info} chosen={chosen} ids={ids} />}
      </div>
    </div>
  );
}

/** The chosen entities, or the first that matches; nothing until that is known. */
function useIds(info: ScenarioInfo | undefined, { entities, where, group }: Selection): readonly string[] | undefined {
  const open = info !== undefined && entities.length === 0 && !group;
  const question = open ? url(pathOf(info.name, "/inventory"), { where: whereText(where), limit: 1 }) : undefined;
  const { value } = useAnswer<InventoryAnswer>(question);
  if (entities.length > 0 || group) return entities;
  return open ? value?.entities.map(({ id }) => id) : undefined;
}
