import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UsageError } from "../core/error.ts";
import type { Difference } from "../engine/compare.ts";
import { type Copies, createCopies } from "../engine/copies.ts";
import { mirrorRecords } from "../engine/mirror.ts";
import { stopwatch } from "../engine/pace.ts";
import type { Catalogs } from "../engine/plan.ts";
import { stateFolder } from "../engine/target.ts";
import { unfinishedRuns, type Verdict, verify } from "../engine/verify.ts";
import { visible } from "../engine/visible.ts";
import { createProgress } from "./progress.ts";
import { count, counted } from "./quantity.ts";
import { catalogsOf } from "./scenario.ts";
import { print, printJson, styleOf } from "./style.ts";

/** Exit code 0 when everything in a directory is what its manifests say, 1 when not. */
export async function verifyCommand(path: string, flags: { json?: boolean; catalog?: string }): Promise<number> {
  const catalogs = await catalogsOf(flags.catalog);
  const { directory, name, only, copies, release } = (await findInBucket(path, catalogs)) ?? find(path);
  try {
    return await verifyIn(path, catalogs, { directory, name, only, copies }, flags.json);
  } finally {
    release?.();
  }
}

async function verifyIn(
  path: string,
  catalogs: Catalogs,
  { directory, name = directory, only, copies }: Found,
  json: boolean | undefined,
): Promise<number> {
  const progress = createProgress("verify");
  const began = stopwatch();
  let rows = 0;
  const verdicts: Verdict[] = [];
  const more = (n: number, total: number) => {
    rows += n;
    progress.update({ rows, total, seconds: stopwatch() - began });
  };
  for await (const verdict of verify(directory, catalogs, { only, copies, progress: more })) {
    progress.end();
    verdicts.push(verdict);
    if (!json) print(describe(verdict));
  }
  const unfinished = only === undefined ? unfinishedRuns(directory) : [];
  if (verdicts.length === 0 && unfinished.length === 0)
    throw new UsageError(`${path} is in none of the manifests in ${stateFolder(name)}`);
  const ok = unfinished.length === 0 && verdicts.every((verdict) => sound(verdict));
  if (json) printJson({ ok, directory: name, unfinished, runs: verdicts });
  else for (const name of unfinished) print(`${mark(false)} ${visible(name)}: unfinished; --resume continues it`);
  return ok ? 0 : 1;
}

/** What is to be verified. */
interface Found {
  /** Holds the manifests. */
  directory: string;
  /** As messages name it, where that is not the directory's own. */
  name?: string;
  /** Only this file. */
  only?: string;
  copies?: Copies;
  release?(): void;
}

/** Of the URL of objects: a copy of the records that tell of it, as far up as there are any. */
async function findInBucket(path: string, catalogs: Catalogs): Promise<Found | undefined> {
  const definition = Object.values(catalogs.sinks).find((sink) => sink.objects && sink.match(path));
  if (!definition?.objects) return undefined;
  const [url, query = ""] = path.split(/(?=\?)/);
  const names = url.replace(/\/+$/, "").split("/");
  for (let n = names.length; n >= 3; n--) {
    const objects = await definition.objects(names.slice(0, n).join("/") + query);
    const mirror = await mirrorRecords(objects);
    const release = () => {
      objects.close();
      mirror.remove();
    };
    const { directory } = mirror;
    const only = n < names.length ? names.slice(n).join("/") : undefined;
    if (mirror.files.size > 0)
      return { directory, name: objects.name, only, copies: createCopies(objects, directory), release };
    release();
  }
  throw new UsageError(`cannot verify ${path}: there are no manifests (.fauxmetry) there, nor above it`);
}

/** The directory that holds the manifests of a path, and which of its files is meant. */
function find(path: string): Found {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`cannot verify ${path}: there is no such file or folder`);
  if (stat.isDirectory()) {
    if (existsSync(stateFolder(path))) return { directory: path };
    throw new UsageError(
      `cannot verify ${path}: there are no manifests in ${stateFolder(path)}; give the folder that run wrote to`,
    );
  }
  for (let directory = dirname(path); ; directory = join(directory, "..")) {
    if (existsSync(stateFolder(directory))) return { directory, only: relative(directory, path) };
    if (resolve(directory) === resolve(directory, "..")) {
      throw new UsageError(`cannot verify ${path}: no folder above it has manifests (.fauxmetry)`);
    }
  }
}

function sound({ problems, differing }: Verdict): boolean {
  return problems.length === 0 && differing === 0;
}

function mark(ok: boolean): string {
  const style = styleOf(process.stdout);
  return ok ? style.green("ok") : style.red("not ok");
}

function describe(verdict: Verdict): string {
  const { run, table, partitions, rows, problems, notes, differences, differing } = verdict;
  const facts = table === undefined ? "" : `: table ${table}, ${counted(partitions, "file")}, ${counted(rows, "row")}`;
  const lines = [...problems, ...differences.flatMap(describeDifference)];
  if (differing > differences.length) lines.push(`and ${counted(differing - differences.length, "more file")}`);
  if (!sound(verdict)) lines.push(...notes);
  return [`${mark(sound(verdict))} ${visible(run)}${facts}`, ...lines.map((line) => `  ${visible(line)}`)].join("\n");
}

function describeDifference({ partition, kind, row, byte, rows, found, expected, otherValues }: Difference): string[] {
  const cause = otherValues
    ? ["  what is made here now is not what the manifest tells either: the values changed"]
    : [];
  const both = [`  found    ${found || "nothing"}`, `  expected ${expected}`];
  const of = `row ${count(row ?? 0)} of ${count(rows)}`;
  switch (kind) {
    case "missing":
      return [`${partition}: the file is missing`, ...cause];
    case "no-file":
      return [`${partition}: a folder, or something else that is no file, stands there`];
    case "unreadable":
      return [`${partition}: could not be read: ${found}`];
    case "header":
      return [`${partition}: what stands before the first row differs`, ...both, ...cause];
    case "missing-rows":
      return [
        `${partition}: the file ends before ${of}: ${counted(rows - (row ?? 1) + 1, "row")} missing`,
        `  expected ${expected}`,
        ...cause,
      ];
    case "extra":
      return [`${partition}: more follows the last row, ${count(rows)}`, `  found    ${found}`, ...cause];
    case "bytes":
      return [`${partition}: the file differs from byte ${count(byte ?? 0)} on`, ...cause];
    case "manifest":
      return [
        `${partition}: the file is as it should be, but the manifest tells another checksum, size or number of rows`,
      ];
    default:
      return [`${partition}: ${of} differs`, ...both, ...cause];
  }
}
