import { UsageError } from "../core/error.ts";
import { parseInstant } from "../core/instant.ts";
import type { FeedProgress } from "../engine/feeder.ts";
import { feedsOf } from "../engine/feeds.ts";
import { type LiveReport, live } from "../engine/live.ts";
import { accelerated, realClock, stopwatch } from "../engine/pace.ts";
import type { Plan } from "../engine/plan.ts";
import type { ScenarioFlags } from "./flags.ts";
import { onInterrupt } from "./interrupt.ts";
import { counted, elapsed, entities, short } from "./quantity.ts";
import { type Asked, ask, compileAsked, tablesOf } from "./scenario.ts";
import { note, print, styleOf } from "./style.ts";

export interface LiveFlags extends ScenarioFlags {
  to?: string[];
  format?: string;
  from?: string;
  until?: string;
  speed?: number;
  once?: boolean;
  repair?: boolean;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
}

export async function liveCommand(name: string, flags: LiveFlags): Promise<void> {
  const urls = flags.to ?? [];
  if (urls.length === 0)
    throw new UsageError("where to? --to sqlite:x.db, --to out/ for files that grow, --to - prints here");
  const now = realClock.now();
  const asked = await ask(name, { ...flags, ...(flags.from ? { start: flags.from } : {}), end: "now+1d" });
  const plan = compileAsked(asked, now);
  checkOrigin(asked);
  const until = flags.until === undefined ? undefined : parseInstant(flags.until, { now, zone: plan.zone, as: "end" });
  if (tablesOf(plan, flags.table).some(({ rows }) => rows === "entity"))
    throw new UsageError(`--table ${flags.table}: an inventory does not grow; fauxmetry inventory writes it`);
  const feeds = urls.flatMap((url) => feedsOf(plan, tablesOf(plan, flags.table), asked.catalogs, url, flags));
  const say = flags.quiet ? () => {} : note;
  const { bold } = styleOf(process.stderr);
  say(
    `${bold(plan.scenario.name)}: ${entities(plan.inventory.size)} every ${plan.scenario.interval}, seed ${plan.scenario.seed}`,
  );
  const interrupt = onInterrupt();
  const teller = createTeller(say);
  try {
    const report = await live(plan, feeds, {
      from: plan.window.start,
      until,
      once: flags.once,
      repair: flags.repair,
      clock: flags.speed === undefined ? realClock : accelerated(realClock, flags.speed),
      abort: interrupt.abort,
      progress: teller.update,
      warn: (error, wait) => note(`${error.message}; trying again in ${elapsed(wait / 1000)}`),
    });
    finish(plan, report, teller.rows(), flags);
  } finally {
    interrupt.end();
  }
}

/** Throws a UsageError where histories would begin elsewhere at the next start. */
export function checkOrigin({ input }: Asked): void {
  if (String(input.origin ?? "").startsWith("now"))
    throw new UsageError("a live scenario needs an origin that stays: set origin to an instant, such as 2024-01-01");
}

/** Tells how far the stores are: every few seconds while there is a gap to fill, then once a minute. */
function createTeller(say: (text: string) => void): { update(progress: FeedProgress): void; rows(): number } {
  const began = stopwatch();
  let rows = 0;
  let next = began + 2;
  let phase = "";
  return {
    update(progress) {
      rows += progress.rows;
      const now = stopwatch();
      if (progress.phase === "live" && phase !== "live" && phase !== "")
        say(`${short(rows)} rows to ${new Date(progress.stored).toISOString()}: live from here`);
      phase = progress.phase;
      if (now < next) return;
      next = now + (progress.phase === "live" ? 60 : 5);
      const left =
        progress.phase === "backfill" ? `, ${elapsed((progress.due - progress.stored) / 1000)} of history left` : "";
      say(
        `${progress.phase} ${progress.table}: ${short(rows)} rows, stored to ${new Date(progress.stored).toISOString()}${left}`,
      );
    },
    rows: () => rows,
  };
}

function finish(plan: Plan, { repaired, stored }: LiveReport, rows: number, flags: LiveFlags): void {
  const mended = flags.repair ? `, ${counted(repaired, "missing row")} mended` : "";
  if (!flags.quiet) note(`${counted(rows, "row")} written${mended}; stored to ${new Date(stored).toISOString()}`);
  if (flags.json)
    print(
      JSON.stringify({
        scenario: plan.scenario.name,
        seed: plan.scenario.seed,
        rows,
        repaired,
        stored: new Date(stored).toISOString(),
      }),
    );
}
