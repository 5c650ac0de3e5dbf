import { basename, dirname } from "node:path";
import { catalogs } from "../catalog.ts";
import { ScenarioError, UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { generate } from "../engine/generate.ts";
import { INJECTION, type Injected, inject } from "../engine/inject/inject.ts";
import { readSheet } from "../engine/inject/sheet.ts";
import { load } from "../engine/load.ts";
import { partition, WHOLE } from "../engine/partition.ts";
import { isMapping } from "../engine/plain.ts";
import { resolveTarget } from "../engine/target.ts";
import { visible } from "../engine/visible.ts";
import { createWholeFiles, writeWhole } from "../engine/whole-files.ts";
import type { Claim } from "./apply-flags.ts";
import { counted } from "./quantity.ts";
import { headline } from "./run-report.ts";
import { copyOf, placed } from "./scenario.ts";
import { readSetting, setValue } from "./set-value.ts";
import { note } from "./style.ts";

export interface InjectFlags {
  scenario?: string;
  set?: string[];
  seed?: number;
  time?: string;
  id?: string;
  columns?: string[];
  to: string;
  labels: string;
  force?: boolean;
}

export async function injectCommand(path: string, flags: InjectFlags): Promise<void> {
  const { to, force = false } = flags;
  const { injection, claims, locate } = await readInjection(flags);
  const sheet = readSheet(path);
  let made: Injected;
  try {
    made = inject(sheet, { time: flags.time, id: flags.id, metrics: flags.columns }, injection, catalogs);
  } catch (error) {
    throw placed(error, { claims, locate });
  }
  note(headline(made.plan));
  for (const file of [to, flags.labels]) if (file !== "-") createWholeFiles(dirname(file), force).check(basename(file));
  let rows = -1;
  const pieces = made.text();
  const each = (write: (text: string) => void) => {
    for (const piece of pieces) {
      write(piece);
      rows++;
    }
  };
  if (to === "-") each((text) => process.stdout.write(text));
  else writeWhole(createWholeFiles(dirname(to), force), basename(to), each);
  const count = writeLabels(made, flags.labels, force);
  const place = to === "-" ? "standard output" : visible(to);
  note(`${counted(rows, "row")} in ${place}, ${counted(count, "label")} in ${visible(flags.labels)}`);
}

/** What to put in, from a file and from flags. */
async function readInjection({ scenario: file, set = [], seed }: InjectFlags) {
  const loaded = file === undefined ? undefined : await load(file);
  if (loaded && !isMapping(loaded.input))
    throw new ScenarioError([{ path: [], message: "expected a mapping (key: value)", location: loaded.locate([]) }]);
  const injection = copyOf(loaded?.input ?? {}) as Record<string, unknown>;
  const claims: Claim[] = [];
  for (const text of set) {
    const setting = readSetting(text, "--set", "anomalies[0].share=0.1");
    setValue(injection, setting);
    claims.push({ path: setting.path, flag: setting.flag });
  }
  if (seed !== undefined) injection.seed = seed;
  const locate = loaded?.locate ?? (() => undefined);
  const strange = Object.keys(injection).filter((name) => !INJECTION.includes(name));
  const issues = strange.map((name) => ({
    path: [name],
    key: true,
    message: "the recording has this itself: give anomalies and faults, a seed, a zone",
    suggestion: suggest(name, INJECTION),
  }));
  if (issues.length > 0) throw placed(new ScenarioError(issues), { claims, locate });
  if (!injection.anomalies && !injection.faults)
    throw new UsageError("what to put in? give anomalies or faults in a file with -f, or with --set");
  return { injection, claims, locate };
}

/** Writes the answer key; how many labels it has. */
function writeLabels({ plan }: Injected, path: string, force: boolean): number {
  const { labels } = plan;
  const target = resolveTarget(catalogs, labels, { url: path });
  if (target.definition.type !== "file" || target.compression || path.endsWith("/"))
    throw new UsageError(`--labels ${path}: expected a file such as labels.csv`);
  const stream = target.encoder.open(labels.schema);
  let rows = 0;
  writeWhole(createWholeFiles(dirname(path), force), basename(path), (write) => {
    write(Buffer.from(stream.start()));
    for (const batch of generate(plan, labels, partition(plan, labels, "labels", "", WHOLE).at(0), "time")) {
      rows += batch.rows;
      write(Buffer.from(stream.write(batch)));
    }
    write(Buffer.from(stream.end()));
  });
  return rows;
}
