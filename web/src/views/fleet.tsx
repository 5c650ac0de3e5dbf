import type { FleetHistory, FleetSources } from "../../../src/server/fleet-protocol.ts";
import { url } from "../api.ts";
import { ChooseFleet, fleetChoice } from "../fleet/choose.tsx";
import { HeatGrid } from "../fleet/heat.tsx";
import { judge, onlineOf } from "../fleet/judge.ts";
import { Latest, Share, Snapshots } from "../fleet/share.tsx";
import { TopGroups } from "../fleet/top-groups.tsx";
import { Rail } from "../parts/rail.tsx";
import { query } from "../url.ts";
import { useAnswer } from "../use-answer.ts";

/** ms between questions. */
const EVERY = 5000;

/** Who of a fleet reported lately, against what was usual before. */
export function Fleet() {
  const chosen = fleetChoice(query.value);
  const list = useAnswer<FleetSources>("/v1/fleet");
  const sources = list.value?.sources ?? [];
  const source = chosen.source ?? sources[0]?.name;
  // what is collected has times in UTC
  const zone = sources.find(({ name }) => name === source)?.zone ?? "UTC";
  const question = source === undefined ? undefined : url("/v1/fleet/history", { source });
  const { value: history, error, waiting } = useAnswer<FleetHistory>(question, 0, EVERY);
  // a database does not know how many there are: as many as were ever seen
  const most = history ? Math.max(1, ...onlineOf(history)) : 1;
  const total = chosen.total ?? history?.total ?? most;
  const shown =
    chosen.segments.length > 0 ? chosen.segments : (history?.segments ?? []).slice(0, 3).map(({ name }) => name);
  const judged = history ? judge(history, total, chosen.before, chosen.threshold) : [];
  return (
    <div class="explore">
      <Rail>
        <ChooseFleet {...{ sources, chosen, history, shown, total }} />
      </Rail>
      <div class="stage" aria-busy={waiting}>
        {(error ?? list.error) && (
          <p class="notice bad" role="alert">
            {error ?? list.error}
          </p>
        )}
        {list.value && sources.length === 0 && (
          <p class="panel">
            No fleet is known here: serve atm-fleet, or a database that collect wrote with --database fleet.db.
          </p>
        )}
        {!error && history && history.times.length === 0 && <p class="panel">No snapshot was collected yet.</p>}
        {judged.length > 0 && (
          <>
            <Latest {...{ judged, zone }} threshold={chosen.threshold} />
            <Share {...{ judged, zone }} />
            <Snapshots {...{ judged, zone }} />
            {history?.segments
              .filter(({ name }) => shown.includes(name))
              .map((segment) => (
                <TopGroups key={segment.name} {...{ segment, history, zone, top: chosen.top, counts: chosen.counts }} />
              ))}
            {history?.segments[0] && <HeatGrid segment={stateOf(history)} {...{ times: history.times, zone }} />}
          </>
        )}
      </div>
    </div>
  );
}

/** The segment by state, or else the first. */
function stateOf({ segments }: FleetHistory): FleetHistory["segments"][number] {
  return segments.find(({ name }) => /^state$/i.test(name)) ?? segments[0];
}
