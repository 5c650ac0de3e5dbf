// What plain, good code on the SDK does with files that are there: so many requests at a time over connections that are kept.
import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const [endpoint, folder, concurrency] = process.argv.slice(2);
const client = new S3Client({
  endpoint,
  forcePathStyle: true,
  region: "us-east-1",
  requestHandler: { httpAgent: { maxSockets: Number(concurrency) } },
});
const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
let next = 0;
await Promise.all(
  Array.from({ length: Number(concurrency) }, async () => {
    while (next < names.length) {
      const Key = names[next++];
      const Body = await readFile(join(folder, Key));
      await client.send(new PutObjectCommand({ Bucket: "bench", Key, Body, ContentType: "application/x-ndjson" }));
    }
  }),
);
