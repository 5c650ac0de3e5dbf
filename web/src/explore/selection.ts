import type { ScenarioInfo } from "../../../src/server/protocol.ts";
import { url } from "../api.ts";
import { listText, parsed, readList } from "../list.ts";
import { query } from "../url.ts";

export type Group = "mean" | "sum" | "band";
export const GROUPS: readonly Group[] = ["mean", "sum", "band"];
/** Values of tags that are wanted, by tag. */
export type Where = Readonly<Record<string, readonly string[]>>;

/** All that the query of the page says of what is shown. */
export interface Selection {
  scenario?: string;
  /** Ids; none: the first there is. */
  entities: readonly string[];
  where: Where;
  /** All that `where` chooses, together, rather than some of them. */
  group?: Group;
  /** None: the first there is. */
  metrics: readonly string[];
  /** As the server reads instants; absent: the scenario's own. */
  from?: string;
  to?: string;
  /** ms before now that are shown, moving with the clock. */
  live?: number;
  clean: boolean;
}

export function selection(): Selection {
  const of = (name: string) => query.value.get(name) || undefined;
  return {
    scenario: of("scenario"),
    entities: readList(of("entities")),
    where: readWhere(of("where")),
    group: GROUPS.find((group) => group === of("group")),
    metrics: readList(of("metrics")),
    from: of("from"),
    to: of("to"),
    live: Number(of("live")) || undefined,
    clean: of("clean") === "1",
  };
}

function readWhere(text = ""): Where {
  const found = parsed(text);
  if (typeof found !== "object" || found === null) return {};
  return Object.fromEntries(Object.entries(found).map(([tag, values]) => [tag, [values].flat().map(String)]));
}

export function whereText(where: Where): string | undefined {
  const tags = Object.entries(where).filter(([, values]) => values.length > 0);
  return tags.length > 0 ? JSON.stringify(Object.fromEntries(tags)) : undefined;
}

export const pathOf = (scenario: string, route = "") => `/v1/scenarios/${encodeURIComponent(scenario)}${route}`;

/** Which entities and which window: what all questions of the view share. */
export function choiceOf({ where, group, from, to, live }: Selection, ids: readonly string[]) {
  const window = live ? { from: `now-${Math.round(live / 1000)}s`, to: "now" } : { from, to };
  return { ...window, entities: group ? undefined : listText(ids), where: group ? whereText(where) : undefined };
}

export function metricsOf({ metrics }: Selection, info: ScenarioInfo) {
  const wanted = info.metrics.filter(({ name }) => metrics.includes(name));
  return wanted.length > 0 ? wanted : info.metrics.slice(0, 1);
}

/** Places that a series is drawn to: about two pixels each, in steps, so that a small change asks for nothing new. */
export const POINTS = Math.max(200, Math.min(1000, Math.round(window.innerWidth / 200) * 100));

export function dataUrl(chosen: Selection, info: ScenarioInfo, ids: readonly string[]): string {
  return url(pathOf(info.name, "/data"), {
    ...choiceOf(chosen, ids),
    metrics: listText(metricsOf(chosen, info).map(({ name }) => name)),
    points: POINTS,
    aggregate: chosen.group,
    clean: chosen.clean ? 1 : undefined,
  });
}
