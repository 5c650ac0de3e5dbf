import { useState } from "preact/hooks";
import type { InventoryAnswer, ScenarioInfo, TagInfo } from "../../../src/server/protocol.ts";
import { url } from "../api.ts";
import { listText } from "../list.ts";
import { numberText } from "../time.ts";
import { change } from "../url.ts";
import { useAnswer } from "../use-answer.ts";
import { GROUPS, pathOf, type Selection, type Where, whereText } from "./selection.ts";

/** More lines than this are no longer told apart. */
const MOST = 6;
const SHOWN = 50;

interface Props {
  info: ScenarioInfo;
  chosen: Selection;
  /** Those that are shown. */
  ids: readonly string[];
}

/** Tags that narrow, then some entities, or all of them together. */
export function ChooseEntities({ info, chosen, ids }: Props) {
  return (
    <section class="choice">
      <h2>Entities</h2>
      {info.tags.map((tag) => (
        <TagFilter key={tag.name} tag={tag} where={chosen.where} />
      ))}
      <label class="field">
        <span>Show</span>
        <select
          name="group"
          value={chosen.group ?? ""}
          onChange={(event) => change({ group: event.currentTarget.value })}
        >
          <option value="">single entities</option>
          {GROUPS.map((group) => (
            <option key={group} value={group}>
              {group === "band" ? "all that match: band" : `all that match: ${group}`}
            </option>
          ))}
        </select>
      </label>
      {!chosen.group && <EntityList info={info} chosen={chosen} ids={ids} />}
    </section>
  );
}

function TagFilter({ tag, where }: { tag: TagInfo; where: Where }) {
  const wanted = where[tag.name] ?? [];
  const set = (values: readonly string[]) =>
    change({ where: whereText({ ...where, [tag.name]: values }), entities: "" });
  if (!tag.values)
    return (
      <label class="field">
        <span>{tag.name}</span>
        <input
          value={wanted.join(", ")}
          placeholder="any"
          onChange={(event) => set(event.currentTarget.value.split(/\s*,\s*/).filter((text) => text !== ""))}
        />
      </label>
    );
  return (
    <details class="tag" open={wanted.length > 0}>
      <summary>
        {tag.name} <span class="quiet">{wanted.length > 0 ? wanted.join(", ") : "any"}</span>
      </summary>
      <fieldset>
        <legend class="unseen">{tag.name}</legend>
        {tag.values.map(String).map((value) => (
          <label class="check" key={value}>
            <input
              type="checkbox"
              checked={wanted.includes(value)}
              onChange={({ currentTarget }) =>
                set(currentTarget.checked ? [...wanted, value] : wanted.filter((other) => other !== value))
              }
            />
            <span>{value}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}

function EntityList({ info, chosen, ids }: Props) {
  const [search, setSearch] = useState("");
  const question = { where: whereText(chosen.where), search, limit: SHOWN };
  const { value, error } = useAnswer<InventoryAnswer>(url(pathOf(info.name, "/inventory"), question), 150);
  const found = value?.entities.map(({ id }) => id) ?? [];
  const toggle = (id: string, on: boolean) =>
    change({ entities: listText(on ? [...ids, id].slice(-MOST) : ids.filter((other) => other !== id)) });
  return (
    <>
      <label class="field">
        <span>Find</span>
        <input
          type="search"
          value={search}
          placeholder="part of an id"
          onInput={(e) => setSearch(e.currentTarget.value)}
        />
      </label>
      {error && <p class="notice bad">{error}</p>}
      <fieldset class="entities">
        <legend class="unseen">Entities that are shown, at most {MOST}</legend>
        {[...new Set([...ids, ...found])].map((id) => (
          <label class="check" key={id}>
            <input
              type="checkbox"
              checked={ids.includes(id)}
              onChange={({ currentTarget }) => toggle(id, currentTarget.checked)}
            />
            <bdi>{id}</bdi>
          </label>
        ))}
      </fieldset>
      {value && (
        <p class="quiet">
          {value.total === 0
            ? "None matches."
            : `${numberText(Math.min(SHOWN, value.total), 0)} of ${numberText(value.total, 0)}; at most ${MOST} at a time`}
        </p>
      )}
    </>
  );
}
