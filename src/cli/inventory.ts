import { join } from "node:path";
import { UsageError } from "../core/error.ts";
import { parseInstant } from "../core/instant.ts";
import { utc } from "../core/zone.ts";
import { generate } from "../engine/generate.ts";
import { wallClock } from "../engine/pace.ts";
import { partition, WHOLE } from "../engine/partition.ts";
import type { Plan } from "../engine/plan.ts";
import { readmeOf } from "../engine/readme.ts";
import { resolveTarget, type Target } from "../engine/target.ts";
import { visible } from "../engine/visible.ts";
import { createWholeFiles, writeUnlessSame } from "../engine/whole-files.ts";
import { writeInventory } from "../engine/write-inventory.ts";
import { INVENTORY } from "./day-flags.ts";
import type { OutputFlags, ScenarioFlags } from "./flags.ts";
import { counted } from "./quantity.ts";
import { ask, compileAsked } from "./scenario.ts";
import { setValue } from "./set-value.ts";
import { note } from "./style.ts";
import { targetOptions } from "./target-options.ts";

export interface InventoryFlags extends ScenarioFlags, Pick<OutputFlags, "format" | "formatOption"> {
  rows?: number;
  now?: string;
  output: string;
  force?: boolean;
  quiet?: boolean;
}

export async function inventoryCommand(name: string, flags: InventoryFlags): Promise<void> {
  const { rows, now, directory, force } = flags;
  if (directory !== undefined && (flags.output !== "-" || flags.format !== undefined))
    throw new UsageError(`--directory is where ${INVENTORY} goes; it excludes --output and --format`);
  const output = directory === undefined ? flags.output : join(directory, INVENTORY);
  if (flags.table !== undefined)
    throw new UsageError(`--table ${flags.table}: an inventory is one table; fauxmetry run ${name} makes the others`);
  if (rows !== undefined && flags.count !== undefined)
    throw new UsageError("--rows is another name of --count: give one of the two");
  const asked = await ask(name, {
    ...flags,
    count: rows ?? flags.count,
    table: "inventory",
  });
  const clock = wallClock();
  const at = now === undefined ? clock : parseInstant(now, { now: clock, zone: utc, as: "start" });
  if (now !== undefined)
    setValue(asked.input, { flag: `--now ${now}`, path: ["inventory", "at"], value: new Date(at).toISOString() });
  const plan = compileAsked(asked, at);
  // a name without an ending says nothing of a format
  const format = flags.format ?? (/\.[a-z]+$/i.test(output) ? undefined : "csv");
  const target = resolveTarget(asked.catalogs, plan.entities, targetOptions(output, { ...flags, format }));
  const say = flags.quiet ? () => {} : note;
  if (target.definition.stores === "stream") return toStream(plan, target);
  if (target.definition.type !== "file" || target.compression || /\{(?!table\}|ext\})/.test(target.template))
    throw new UsageError(
      `--output ${output}: expected a file such as inventory.csv, a folder, or -; fauxmetry run ${name} --table inventory --to takes other places`,
    );
  const file = target.template.replaceAll("{table}", plan.entities.name).replaceAll("{ext}", target.extension);
  const path = join(target.directory, file);
  const tell = (what: string, written: boolean) => say(written ? what : `${what}: it is there already, unchanged`);
  const { written } = writeInventory(plan, target.encoder, path, force);
  tell(`${counted(plan.inventory.size, "row")} in ${visible(path)}, seed ${plan.scenario.seed}`, written);
  if (directory === undefined) return;
  const text = readmeOf(plan, INVENTORY);
  const made = writeUnlessSame(createWholeFiles(directory, force ?? false), "README.md", (write) => write(text));
  tell(visible(join(directory, "README.md")), made);
}

async function toStream(plan: Plan, target: Target): Promise<void> {
  const { entities, hash, source, scenario } = plan;
  const sink = target.create(false, {});
  const part = partition(plan, entities, "inventory", target.extension, WHOLE).at(0);
  try {
    await sink.open(entities.schema, { run: hash, source, seed: scenario.seed, shard: WHOLE });
    for (const batch of generate(plan, entities, part, "entity")) await sink.write(batch);
    await sink.seal(part.path);
  } finally {
    await sink.close();
  }
}
