import { existsSync } from "node:fs";
import { join } from "node:path";
import { durationFault, milliseconds } from "../core/duration.ts";
import { UsageError } from "../core/error.ts";
import { daysOf, parseInstant } from "../core/instant.ts";
import { dateText } from "../core/local.ts";
import { utc } from "../core/zone.ts";
import { isMapping } from "../engine/plain.ts";
import type { Claim } from "./apply-flags.ts";
import type { OutputFlags, ScenarioFlags } from "./flags.ts";

/** What is asked for by the folder and the day: every one stands for other flags, or for values of the scenario. */
export interface DayFlags {
  directory?: string;
  date?: string;
  days?: number;
  endOnly?: boolean;
  /** True where nothing was written after it. */
  end?: string | true;
  interval?: string | true;
}

/** The name of the inventory in a folder. */
export const INVENTORY = "inventory.csv";

type Translated<F> = Omit<F, keyof DayFlags> &
  Pick<ScenarioFlags, "end" | "interval" | "endOnly" | "hourly" | "directory">;

/** The flags that a folder and a day stand for, in their place. */
export function translateDays<F extends DayFlags & Omit<ScenarioFlags, "end" | "interval"> & OutputFlags>(
  flags: F,
): Translated<F> {
  const { directory, date, days, endOnly, end, interval, ...others } = flags;
  for (const [name, given] of [
    ["--end", end === true],
    ["--interval", interval === true],
    ["--days", days !== undefined],
  ] as const)
    if (given && date === undefined)
      throw new UsageError(`${name} ${days ?? "without a value"} needs --date 2024-01-31`);
  return {
    ...others,
    end: end === true ? undefined : end,
    interval: interval === true ? undefined : interval,
    endOnly: endOnly || end === true,
    ...(directory === undefined ? {} : folder(directory, flags)),
    ...(date === undefined ? {} : window(date, days, flags.last)),
  };
}

/** The inventory that a folder holds, and its files. */
function folder(directory: string, { to, inventory }: Pick<OutputFlags & ScenarioFlags, "to" | "inventory">) {
  for (const [name, given] of Object.entries({ to, inventory }))
    if (given !== undefined)
      throw new UsageError(`--directory is where rows go and the inventory is; it excludes --${name}`);
  const path = join(directory, INVENTORY);
  if (!existsSync(path))
    throw new UsageError(
      `--directory ${directory}: there is no ${path}; fauxmetry inventory <scenario> --directory ${directory} makes one`,
    );
  return { directory, inventory: path, to: [`${directory.replace(/\/+$/, "")}/`] };
}

/** A day, some days, or an hour: its start and its end by the local clock. */
function window(date: string, days: number | undefined, last: string | undefined) {
  if (last !== undefined) throw new UsageError("--date gives start and end; it excludes --last");
  const fail = (reason: string) => new UsageError(`--date ${date}: ${reason}`);
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}))?$/.exec(date);
  if (!match) throw fail("expected a day such as 2024-01-31, or one hour of it: 2024-01-31T05");
  try {
    parseInstant(date, { now: 0, zone: utc, as: "start" });
  } catch (error) {
    throw fail((error as Error).message.replace(/;.*/, ""));
  }
  const [year, month, day, hour] = match.slice(1).map(Number);
  const first = daysOf(year, month, day);
  if (match[4] === undefined) return { start: date, end: dateText(first + (days ?? 1) - 1) };
  if (days !== undefined) throw fail("--days counts whole days: leave out the hour");
  const next = hour === 23 ? `${dateText(first + 1)}T00` : `${date.slice(0, 11)}${`${hour + 1}`.padStart(2, "0")}`;
  return { start: date, end: next, hourly: true };
}

/** Writes what days ask of a scenario into it. */
export function applyDays(
  input: Record<string, unknown>,
  { fuzz, endOnly, hourly, directory }: ScenarioFlags,
  claims: Claim[],
): void {
  if (directory !== undefined)
    input.inventory = { ...(isMapping(input.inventory) ? input.inventory : {}), sorted: true };
  if (fuzz !== undefined) applyFuzz(input, fuzz, claims);
  const records = (Array.isArray(input.records) ? input.records : []).filter(isMapping) as Record<string, unknown>[];
  if (hourly) for (const record of records) record.path = String(record.path ?? "").replace("{date}", "{date}T{hour}");
  if (endOnly) dropBegins(records);
}

function applyFuzz(input: Record<string, unknown>, fuzz: string, claims: Claim[]): void {
  const flag = `--fuzz ${fuzz}`;
  const text = withUnit(fuzz);
  const fault = durationFault(text);
  if (fault) throw new UsageError(`${flag}: ${fault}`);
  const interval = milliseconds(String(input.interval ?? "1m"));
  if (milliseconds(text) > interval / 2)
    throw new UsageError(`${flag}: at most half the interval of ${input.interval}, or samples could change places`);
  input.jitter = text;
  claims.push({ path: ["jitter"], flag });
}

/** Leaves out the begin where there is an end. */
function dropBegins(records: readonly Record<string, unknown>[]): void {
  const shows = (column: unknown, ...whats: string[]) =>
    whats.includes(String(isMapping(column) ? Object.values(column)[0] : column));
  const both = records.filter(({ columns }) => {
    const list = Array.isArray(columns) ? columns : [];
    return list.some((c) => shows(c, "end", "until")) && list.some((c) => shows(c, "begin", "timestamp"));
  });
  if (both.length === 0)
    throw new UsageError("--end-only: no table of this scenario has columns of begin and end times");
  for (const record of both)
    record.columns = (record.columns as unknown[]).filter((column) => !shows(column, "begin", "timestamp"));
}

/** A duration; a bare number is of seconds. */
export function withUnit(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) ? `${text}s` : text;
}
