import { UsageError } from "../core/error.ts";
import { findAsked } from "../engine/journal.ts";
import { hasLabels } from "../engine/labels.ts";
import { wallClock } from "../engine/pace.ts";
import { WHOLE } from "../engine/partition.ts";
import type { Catalogs, Plan, Table } from "../engine/plan.ts";
import { withRecords } from "../engine/records.ts";
import { run } from "../engine/run.ts";
import { sharedPath } from "../engine/shared-path.ts";
import { partsOf, resolveTarget, type Target } from "../engine/target.ts";
import { visible } from "../engine/visible.ts";
import { type DayFlags, translateDays } from "./day-flags.ts";
import { emptyTables } from "./empty-tables.ts";
import { type OutputFlags, type ScenarioFlags, urlsOf } from "./flags.ts";
import { onInterrupt } from "./interrupt.ts";
import { createProgress } from "./progress.ts";
import { type Done, headline, type Intent, printReport, summary, tellIntents } from "./run-report.ts";
import { type Asked, ask, compileAsked, requestOf, tablesOf } from "./scenario.ts";
import { schedulerShard } from "./scheduler-shard.ts";
import { note } from "./style.ts";
import { targetFor } from "./target-options.ts";

export interface RunFlags extends ScenarioFlags, OutputFlags {
  resume?: boolean;
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

/** As the command line has them. */
type Written = Omit<RunFlags, "end" | "interval"> & DayFlags;

/** One table into one target. */
interface Errand {
  table: Table;
  target: Target;
}

export async function runCommand(name: string, written: Written): Promise<void> {
  const given: RunFlags = translateDays(written);
  const found = given.shard ? undefined : schedulerShard(process.env);
  const flags = { ...given, shard: given.shard ?? found?.shard };
  if (flags.resume && flags.force) {
    throw new UsageError(
      "--resume continues what is there, --force makes it again from the start: give one of the two",
    );
  }
  const urls = urlsOf(flags) ?? [defaultTarget(name)];
  const asked = await ask(name, flags);
  const { labels, format, formatOption, compress, fileSize, order, shard, table } = flags;
  const request = requestOf(asked, [
    urls,
    labels,
    format,
    formatOption,
    compress,
    order,
    shard,
    table,
    ...(fileSize ? [fileSize] : []),
  ]);
  const now = (asked.relative && flags.resume && (await nowOf(asked.catalogs, urls, request))) || wallClock();
  const plan = compileAsked(asked, now);
  const errands = errandsOf(plan, asked.catalogs, urls, flags);
  const say = flags.quiet ? () => {} : note;
  say(headline(plan));
  if (found) say(`shard ${found.shard.index + 1}/${found.shard.count}, as ${found.scheduler} says`);
  if (asked.relative && (flags.shard?.count ?? 1) > 1)
    say(
      "warning: the window moves with the clock, and shards of different windows do not join: give --start and --end",
    );
  for (const warning of emptyTables(plan, tablesOf(plan, flags.table))) say(warning);
  if (flags.dryRun) {
    const intents = errands.map((errand) => intent(plan, errand, flags));
    if (flags.json) printReport(plan, intents, flags);
    else if (!flags.quiet) tellIntents(intents);
    return;
  }
  const done: Done[] = [];
  for (const [i, errand] of errands.entries()) {
    const { directory } = errand.target;
    const more = errands.slice(i + 1).some(({ target }) => target.directory === directory);
    const result = await runErrand(plan, asked, errand, { ...flags, request, now, more });
    done.push(result);
    say(summary(result));
  }
  if (flags.json) printReport(plan, done, flags);
}

/** Standard output when somebody reads it, but not a screen. */
function defaultTarget(name: string): string {
  if (!process.stdout.isTTY) return "-";
  throw new UsageError(
    `where to? --to out/ writes files, --to x.csv one file, --to - prints here; fauxmetry preview ${name} shows the first rows`,
  );
}

/** What `now` stood for in the run that is to be continued. */
async function nowOf(catalogs: Catalogs, urls: readonly string[], request: string): Promise<number | undefined> {
  for (const url of urls) {
    const found = await withRecords(catalogs, url, (directory) => findAsked(directory, request));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Every table into every target, the answer key into its own; no two of them share a file or a stream. */
function errandsOf(plan: Plan, catalogs: Catalogs, urls: readonly string[], flags: RunFlags): Errand[] {
  const apart = (flags.labels ?? []).map((url) => {
    // the data's format is the labels' too, unless their name says another
    const format = url.endsWith("/") ? flags.format : undefined;
    return { table: plan.labels, target: resolveTarget(catalogs, plan.labels, { url, format }) };
  });
  if (apart.length > 0 && !hasLabels(plan) && !flags.quiet)
    note("the scenario has no anomalies and no faults: there will be no labels");
  const tables = tablesOf(plan, flags.table).filter((table) => apart.length === 0 || table !== plan.labels);
  const data = urls.flatMap((url) =>
    tables.map((table) => ({
      table,
      target: targetFor(catalogs, plan, table, url, flags),
    })),
  );
  const errands = [...data, ...apart];
  const files = errands.flatMap(({ table, target }) => {
    const { definition, directory, extension } = target;
    if (definition.stores !== "files") return [];
    const template = target.template.replaceAll("{table}", table.name).replaceAll("{ext}", extension);
    const parts = () => partsOf(plan, table, target, flags.order ?? "time", flags.shard ?? WHOLE);
    return [{ table, target, directory, template, parts }];
  });
  const found = sharedPath(files);
  if (found) throw shared(found.path, found.by);
  const stream = errands.filter(({ target }) => target.definition.stores === "stream");
  if (stream.length > 1) throw shared("one stream", [stream[0], stream[1]]);
  return errands;
}

function shared(what: string, [one, other]: readonly [Errand, Errand]): UsageError {
  const [url, second] = [one.target.options.url, other.target.options.url];
  if (one.table === other.table || url !== second)
    return new UsageError(`${url} and ${second} would both write ${what}: leave one out or name it otherwise`);
  const inFolder = url.endsWith("/")
    ? "give each its own path in the scenario"
    : `put {table} in the name, as in ${url.replace(/(\.[^./]*)?$/, "-{table}$1")}`;
  const hint = one.target.definition.stores === "files" ? `${inFolder}, or ` : "";
  return new UsageError(
    `--to ${url}: the tables ${one.table.name} and ${other.table.name} cannot share ${what}; ${hint}choose one with --table ${one.table.name}`,
  );
}

async function runErrand(
  plan: Plan,
  asked: Asked,
  { table, target }: Errand,
  flags: RunFlags & { request: string; now: number; more: boolean },
): Promise<Done> {
  const { url } = target.options;
  const progress = flags.quiet ? undefined : createProgress(table.name);
  const interrupt = onInterrupt();
  try {
    const result = await run(plan, table, asked.catalogs, target.options, {
      order: flags.order,
      shard: flags.shard,
      workers: flags.workers,
      force: flags.force,
      resume: flags.resume,
      more: flags.more,
      tell: flags.verbose ? note : undefined,
      abort: interrupt.abort,
      progress: progress?.update,
      catalogModule: asked.catalogModule,
      inputs: asked.inputs,
      ...(asked.relative ? { request: flags.request, now: flags.now } : {}),
    });
    return { table: table.name, to: url, ...result };
  } catch (error) {
    progress?.end();
    if (interrupt.abort.aborted && target.definition.stores === "files")
      note(`stopped on the way to ${visible(url)}: the same command with --resume continues`);
    throw error;
  } finally {
    progress?.end();
    interrupt.end();
  }
}

function intent(plan: Plan, { table, target }: Errand, flags: RunFlags): Intent {
  const parts = partsOf(plan, table, target, flags.order ?? "time", flags.shard ?? WHOLE);
  const first = target.definition.stores === "files" && parts.length > 0 ? parts.at(0).path : undefined;
  return { table: table.name, to: target.options.url, format: target.format, partitions: parts.length, first };
}
