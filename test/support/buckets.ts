import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogs } from "../../src/catalog.ts";
import { contentAt, type Objects } from "../../src/core/objects.ts";
import { gsStub } from "./gs-stub.ts";

/** A bucket for tests: `gs://test/` or `s3://test/`. */
export interface Bucket {
  /** The URL of a place in it. */
  at(prefix: string): string;
  close(): Promise<void>;
}

interface S3Server {
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}

/** S3 of the package s3rver, which has one pair of keys, no conditions, and looks at no checksums. */
async function s3Server(): Promise<Bucket> {
  const S3rver = createRequire(import.meta.url)("s3rver") as new (options: object) => S3Server;
  const directory = mkdtempSync(join(tmpdir(), "fauxmetry-s3-"));
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory,
    configureBuckets: [{ name: "test" }],
  });
  const { port } = await server.run();
  process.env.AWS_ACCESS_KEY_ID = "S3RVER";
  process.env.AWS_SECRET_ACCESS_KEY = "S3RVER";
  return {
    at: (prefix) => `s3://test/${prefix}?endpoint=http://127.0.0.1:${port}`,
    async close() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const BUCKETS: Record<string, () => Promise<Bucket>> = {
  s3: s3Server,
  async gs() {
    const stub = await gsStub();
    return { at: (prefix) => `gs://test/${prefix}?endpoint=${stub.url}`, close: stub.close };
  },
};

export function openObjects(url: string): Promise<Objects> {
  const { objects } = Object.values(catalogs.sinks).find((sink) => sink.match(url))!;
  return objects!(url);
}

/** What a bucket holds below a place, by key. */
export async function contentOf(url: string): Promise<Record<string, Buffer>> {
  const objects = await openObjects(url);
  const found: Record<string, Buffer> = {};
  for await (const { key } of objects.list("")) {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await contentAt(objects, key))!) pieces.push(piece);
    found[key] = Buffer.concat(pieces);
  }
  objects.close();
  return found;
}
