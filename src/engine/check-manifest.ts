import { basename } from "node:path";
import { z } from "zod";
import { pathText } from "../core/error.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { parseWith } from "./zod-issues.ts";

/** A manifest as far as it can be trusted. */
export interface CheckedManifest {
  /** Of its file, without `.json`. */
  name: string;
  /** Absent when the file is no manifest. */
  manifest?: Manifest;
  /** What is wrong with it. */
  problems: string[];
}

const MOST_SHARDS = 1_000_000;
const SHOWN = 5;

const text = z.string().min(1, "expected a text");
const whole = z.int().min(0);
const shards = z.int().min(1).max(MOST_SHARDS);
const shard = z.object({ index: shards, count: shards });
const mapping = z.record(z.string(), z.unknown());
const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,199}$/, "expected a name");
const inside = text.refine((path) => !/^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(path), "expected a path inside the folder");
const seal = z.object({
  partition: text,
  rows: whole,
  bytes: whole,
  crc32: z.string().regex(/^[0-9a-f]{8}$/, "expected a CRC-32 in hex"),
  stored: whole.optional(),
  tag: z.string().optional(),
});
const manifest = z.object({
  fauxmetry: text,
  values: whole,
  timeZoneData: z.string(),
  run: name,
  hash: text,
  seed: whole,
  shard,
  shards: z.array(shard).min(1).optional(),
  window: z.object({ start: text, end: text }),
  table: name,
  template: inside,
  cells: z.int().min(1).optional(),
  format: name,
  formatOptions: mapping,
  compression: name.optional(),
  order: z.enum(["time", "entity"]),
  inputs: text,
  scenario: mapping,
  rows: whole,
  bytes: whole,
  partitions: z.array(seal),
});

/** Reads a manifest that somebody may have damaged or changed: its shape, and what it says more than once. */
export function checkManifest(path: string): CheckedManifest {
  const own = basename(path, ".json");
  // of data in a bucket the path is that of a copy: the name is what helps
  const record = `.fauxmetry/${own}.json`;
  let written: unknown;
  try {
    written = readManifest(path);
  } catch (error) {
    const { message } = (error as Error).cause as Error;
    return { name: own, problems: [`could not read the manifest ${record}: ${message}`] };
  }
  const { output, issues } = parseWith(manifest, written, []);
  if (issues.length === 0) {
    const sound = output as Manifest;
    return { name: own, manifest: sound, problems: contradictions(own, sound) };
  }
  const problems = issues.slice(0, SHOWN).map((issue) => `${pathText(issue.path) || "the file"}: ${issue.message}`);
  if (issues.length > SHOWN) problems.push(`and ${issues.length - SHOWN} more`);
  return { name: own, problems: [`${record} is no manifest, or a damaged one`, ...problems] };
}

/** Where a manifest does not agree with itself. */
function contradictions(
  own: string,
  { run, shard, shards = [shard], seed, window, scenario, rows, bytes, partitions }: Manifest,
): string[] {
  const found: string[] = [];
  const agree = (what: string, said: unknown, counted: unknown, of: string) => {
    if (said !== counted) found.push(`its manifest says ${what} ${said}, but ${of} ${counted}`);
  };
  for (const { index, count } of [shard, ...shards])
    if (index > count) found.push(`its manifest says that it is shard ${index} of ${count}`);
  agree("that it is", `${run}.${shard.index}-of-${shard.count}`, own, "is called");
  agree("seed", seed, scenario.seed, "its scenario has");
  agree("start", window.start, scenario.start, "its scenario has");
  agree("end", window.end, scenario.end, "its scenario has");
  const sum = (of: "rows" | "bytes") => partitions.reduce((total, part) => total + part[of], 0);
  agree("rows", rows, sum("rows"), "its files add up to");
  agree("bytes", bytes, sum("bytes"), "its files add up to");
  return found;
}
