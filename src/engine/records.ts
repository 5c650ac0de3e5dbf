import { mirrorRecords } from "./mirror.ts";
import type { Catalogs } from "./plan.ts";
import { directoryOf } from "./target.ts";

/** Looks at the records that are where a URL leads; undefined where that has none. Of a bucket, at a copy. */
export async function withRecords<T>(
  catalogs: Catalogs,
  url: string,
  look: (directory: string) => T,
): Promise<T | undefined> {
  const found = directoryOf(catalogs, url);
  if (!found) return undefined;
  const { definition, directory } = found;
  if (!definition.objects) return look(directory);
  const objects = await definition.objects(directory);
  try {
    const mirror = await mirrorRecords(objects);
    try {
      return look(mirror.directory);
    } finally {
      mirror.remove();
    }
  } finally {
    objects.close();
  }
}
