import type { Inventory, Tag } from "../core/inventory.ts";
import { textOf } from "../core/tags/definition.ts";
import { inSlices } from "./presence/slices.ts";

/** The texts of a tag, and which of them each entity has: texts[codes[e]]. */
export interface TagCodes {
  name: string;
  codes: Int32Array;
  texts: readonly string[];
}

/** The texts of some tags, entity by entity, for an entity's tags are made together. */
export async function codeTags({ size }: Inventory, tags: readonly Tag[], abort?: AbortSignal): Promise<TagCodes[]> {
  const known = tags.map(() => new Map<string, number>());
  const codes = tags.map(() => new Int32Array(size));
  await inSlices(
    size,
    (entity) => {
      for (let t = 0; t < tags.length; t++) {
        const text = textOf(tags[t], tags[t].at(entity));
        let code = known[t].get(text);
        if (code === undefined) {
          code = known[t].size;
          known[t].set(text, code);
        }
        codes[t][entity] = code;
      }
    },
    abort,
  );
  return tags.map(({ name }, t) => ({ name, codes: codes[t], texts: [...known[t].keys()] }));
}
