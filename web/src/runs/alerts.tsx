import type { IncidentsAnswer } from "../../../src/server/fleet-protocol.ts";
import { Cards, Cell } from "../parts/cards.tsx";
import { durationText, instantText, numberText } from "../time.ts";
import { useAnswer } from "../use-answer.ts";

type Incident = IncidentsAnswer["incidents"][number];

const EVERY = 2000;
const COLUMNS = ["Rule", "State", "Fired, UTC", "Resolved, UTC", "Found", "Told", "Database"].map((name) => ({ name }));

/** Incidents that monitors have found in what is stored: fired, and resolved. */
export function Alerts() {
  const { value, error } = useAnswer<IncidentsAnswer>("/v1/incidents", 0, EVERY);
  const incidents = value?.incidents ?? [];
  const open = incidents.filter(({ resolved }) => resolved === undefined).length;
  return (
    <section class="panel list" aria-label="Alerts">
      <header>
        <h2>Alerts</h2>
        {value && value.databases.length > 0 && (
          <span class={open > 0 ? "badge bad" : "badge good"} role="status">
            {open > 0 ? `${numberText(open, 0)} open` : "None open"}
          </span>
        )}
      </header>
      {error && (
        <p class="notice bad" role="alert">
          {error}
        </p>
      )}
      {value && incidents.length === 0 && (
        <p class="quiet">
          {value.databases.length === 0
            ? "No database is watched here: serve one with --database fleet.db, or keep runs in --to sqlite:x.db."
            : `Nothing was found. fauxmetry monitor --db-path ${value.databases[0]} judges what is stored, and keeps what it finds.`}
        </p>
      )}
      {incidents.length > 0 && (
        <Cards name="Table of alerts" columns={COLUMNS}>
          {incidents.map((one) => (
            <AlertRow key={[one.database, one.rule, one.series, one.opened].join("\n")} incident={one} />
          ))}
        </Cards>
      )}
    </section>
  );
}

function AlertRow({ incident }: { incident: Incident }) {
  const { rule, series, opened, resolved, opening, last, told, database } = incident;
  const lasted = resolved && durationText(Date.parse(resolved) - Date.parse(opened));
  return (
    <tr>
      <th scope="row">
        <bdi>{[rule, ...series].join(" / ")}</bdi>
      </th>
      <Cell column="State">
        <i class={`mark ${resolved ? "good" : "bad"}`} />
        {resolved ? "resolved" : "open"}
      </Cell>
      <Cell column="Fired, UTC">{instantText(Date.parse(opened), "UTC", 1)}</Cell>
      <Cell column="Resolved, UTC">
        {resolved ? instantText(Date.parse(resolved), "UTC", 1) : "–"}
        {lasted && <span class="quiet"> after {lasted}</span>}
      </Cell>
      <Cell column="Found">
        <bdi>{opening}</bdi>
        {!resolved && last !== opening && (
          <div class="quiet">
            now <bdi>{last}</bdi>
          </div>
        )}
      </Cell>
      <Cell column="Told">
        <bdi>{told.join(", ") || "nobody"}</bdi>
      </Cell>
      <Cell column="Database">
        <bdi>{database}</bdi>
      </Cell>
    </tr>
  );
}
