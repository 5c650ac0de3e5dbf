import { type Issue, pathText } from "../core/error.ts";
import type { Entry } from "./disturbances.ts";
import type { Disturbance, Occurrence, Plan } from "./plan.ts";
import type { Timing } from "./timing.ts";

interface Planned {
  entry: Entry;
  timing: Timing;
  disturbance: Disturbance;
}

interface Around extends Pick<Plan, "grid" | "inventory" | "metrics" | "window"> {
  issues: Issue[];
}

/** Entities that are looked through for one that two disturbances both take. */
const LOOKED = 100_000;
/** Occurrences that are compared, and ticks that are looked at together. */
const COMPARED = 100_000;
const RUN = 65_536;

/**
 * Refuses effects that put their own values on one metric at once, where their times are known beforehand: the data
 * would show only one of the two. Where chance brings them together both are kept and labelled.
 */
export function refuseOverlaps(all: readonly Planned[], around: Around): void {
  const exclusive = all.filter(
    ({ entry, timing, disturbance }) => entry.definition.exclusive && !disturbance.permanent && timing.fixed,
  );
  exclusive.forEach((one, i) => {
    for (const other of exclusive.slice(i)) refusePair(one, other, around);
  });
}

function refusePair(one: Planned, other: Planned, { grid, inventory, metrics, window, issues }: Around): void {
  if (one.disturbance.changes !== other.disturbance.changes) return;
  const metric = metrics.find((_, m) => one.disturbance.effects.has(m) && other.disturbance.effects.has(m));
  const entity = metric && firstCommon(inventory.size, one.timing, other.timing);
  if (entity === undefined) return;
  const overlap = findOverlap([...new Set([one.disturbance, other.disturbance])], entity, window);
  if (!overlap) return;
  const [from, to] = overlap.map((tick) => new Date(grid.timeOf(tick)).toISOString());
  const [a, b] = [one, other].map(({ entry }) => `\`${entry.options.id}\` (${pathText(entry.path)})`);
  const pair = one === other ? `occurrences of ${a} overlap` : `${a} and ${b} overlap`;
  const message = `${pair} on \`${metric!.name}\` of ${inventory.idOf(entity)} from ${from} to ${to}: each puts its own values there, and one would hide the other; give them other times, entities or metrics`;
  for (const { entry } of new Set([one, other])) issues.push({ path: [...entry.path, "effect"], message });
}

function firstCommon(size: number, one: Timing, other: Timing): number | undefined {
  for (let entity = 0; entity < Math.min(size, LOOKED); entity++)
    if (one.selects(entity) && other.selects(entity)) return entity;
  return undefined;
}

/** The first ticks [from, to) of a window that two occurrences both reach. */
function findOverlap(
  disturbances: readonly Disturbance[],
  entity: number,
  window: Plan["window"],
): [from: number, to: number] | undefined {
  let compared = 0;
  for (let from = window.from; from < window.to && compared < COMPARED; from += RUN) {
    const found: Occurrence[] = [];
    const to = Math.min(window.to, from + RUN);
    for (const { occurrences } of disturbances) occurrences(entity, from, to, (one) => found.push(one));
    found.sort((a, b) => a.first - b.first);
    compared += found.length;
    for (let i = 1, reached = found[0]; i < found.length; i++) {
      if (found[i].first < reached.last) return [found[i].first, Math.min(found[i].last, reached.last, window.to)];
      reached = found[i];
    }
  }
  return undefined;
}
