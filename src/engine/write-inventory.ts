import { basename, dirname } from "node:path";
import type { Encoder } from "../core/encoder.ts";
import { entityBatches } from "./entity-batches.ts";
import type { Plan } from "./plan.ts";
import { createWholeFiles, writeUnlessSame } from "./whole-files.ts";

/**
 * Writes the inventory of a plan to a file, which appears whole or not at all; its folder is made. A file that holds the
 * same already is left as it is, and `written` false; another is replaced only by force, else a PermanentError is thrown.
 */
export function writeInventory(plan: Plan, encoder: Encoder, path: string, force = false): { written: boolean } {
  const stream = encoder.open(plan.entities.schema);
  const all = { entities: { from: 0, to: plan.inventory.size }, from: 0, to: 1 };
  const written = writeUnlessSame(createWholeFiles(dirname(path), force), basename(path), (write) => {
    write(stream.start());
    for (const batch of entityBatches(plan, plan.entities, all, "inventory")) write(stream.write(batch));
    write(stream.end());
  });
  return { written };
}
