import { z } from "zod";
import { instant, parseInstant } from "../core/instant.ts";
import { derive } from "../core/random.ts";
import { defineSchedule, type ScheduleContext } from "../core/schedule.ts";
import { firstAbove } from "../core/search.ts";
import { utc, type Zone } from "../core/zone.ts";

type Pair = readonly [start: string, end: string];
type Span = { id: string; start: number; end: number };

function hasOffset(text: string): boolean {
  return /[Z+-]/.test(text.slice(10));
}

/** An id of a window is what it spans, in the form of ISO 8601 without a slash: the rest of the list may change. */
function spansIn(zone: Zone, pairs: readonly Pair[]): Span[] {
  const time = (text: string, as: "start" | "end") => parseInstant(text, { now: 0, zone, as });
  return pairs
    .map(([start, end]) => ({ id: `${start}--${end}`, start: time(start, "start"), end: time(end, "end") }))
    .filter(({ start, end }) => start < end)
    .sort((x, y) => x.start - y.start || (x.id < y.id ? -1 : 1));
}

function check(pairs: readonly Pair[], c: ScheduleContext): void {
  const seen = new Map<string, number>();
  pairs.forEach((pair, i) => {
    const at = ["windows", i] as const;
    pair.forEach((text, side) => {
      if (text.startsWith("now"))
        c.fail(
          [...at, side],
          `found ${text}, which moves with the clock; expected an instant such as 2024-03-01T06:00`,
        );
    });
    if (hasOffset(pair[0]) !== hasOffset(pair[1]))
      c.fail(at, `found ${pair.join(" to ")}, one of them local; expected both with an offset or neither`);
    if (spansIn(utc, [pair]).length === 0)
      c.fail(at, `found ${pair.join(" to ")}; expected an end that is after the start`);
    const id = pair.join("--");
    if (seen.has(id)) c.fail(at, `found ${pair.join(" to ")} again, as in windows[${seen.get(id)}]; expected it once`);
    seen.set(id, i);
  });
}

export const list = defineSchedule({
  type: "list",
  summary: "Windows at given instants; one that a change of clocks leaves nothing of is not shown.",
  options: z.strictObject({
    windows: z
      .array(z.tuple([instant, instant]))
      .min(1)
      .max(100_000)
      .meta({
        description:
          "Start and end of each; without an offset, in the entity's local time. A bare date as end means through that day. Not relative to now.",
        examples: [[["2024-03-01T06:00", "2024-03-01T08:00"]]],
      }),
  }),
  example: {
    windows: [
      ["2024-03-01T06:00", "2024-03-01T08:00"],
      ["2024-05-04", "2024-05-05"],
    ],
  },
  create(o, c) {
    check(o.windows, c);
    const zones = new Map<Zone, { spans: Span[]; ends: Float64Array }>();
    const resolve = (zone: Zone) => {
      const spans = spansIn(zone, o.windows);
      // the latest end so far, which never falls: where to begin is found by halving
      const ends = Float64Array.from(spans, ({ end }) => end);
      for (let i = 1; i < ends.length; i++) ends[i] = Math.max(ends[i], ends[i - 1]);
      zones.set(zone, { spans, ends });
      return { spans, ends };
    };
    return {
      fixed: true,
      windows({ key, entity }, from, to, visit) {
        const zone = c.inventory.zoneOf(entity);
        const { spans, ends } = zones.get(zone) ?? resolve(zone);
        for (let i = firstAbove(ends, from); i < spans.length && spans[i].start < to; i++) {
          const { id, start, end } = spans[i];
          if (end > from) visit({ id, start, end, key: derive(key, id) });
        }
      },
      expected(entity, from, to) {
        const zone = c.inventory.zoneOf(entity);
        const { spans } = zones.get(zone) ?? resolve(zone);
        return { mean: spans.filter(({ start }) => start >= from && start < to).length, variance: 0 };
      },
    };
  },
});
