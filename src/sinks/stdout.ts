import { z } from "zod";
import type { EncoderStream } from "../core/encoder.ts";
import { defineSink, type SinkDefinition } from "../core/sink.ts";
import { createMembers } from "./members.ts";

/** Standard output, at the pace of whoever reads it. */
export const stdout: SinkDefinition = defineSink({
  type: "stdout",
  summary: "Standard output: -",
  options: z.strictObject({}),
  example: {},
  stores: "stream",
  match: (url) => url === "-",
  create(_, { encode, compression }) {
    let stream: EncoderStream;
    let started = false;
    let rows = 0;
    let bytes = 0;
    const print = (chunk: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        if (chunk.length === 0) return resolve();
        process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    const members = compression && createMembers(compression, print);
    const put = (chunk: Uint8Array): Promise<void> => {
      bytes += chunk.length;
      return members ? members.put(chunk) : print(chunk);
    };
    const start = async (): Promise<void> => {
      if (started) return;
      started = true;
      await put(stream.start());
    };
    return {
      async open(schema) {
        stream = encode(schema);
      },
      async write(batch) {
        await start();
        await put(stream.write(batch));
        rows += batch.rows;
      },
      async append(_partition, count, chunk, done) {
        await start();
        await put(chunk);
        rows += count;
        done();
      },
      async flush() {
        await members?.finish();
        return undefined;
      },
      async seal(partition) {
        await start();
        await put(stream.end());
        await members?.finish();
        return { partition, rows, bytes, crc32: "" };
      },
      async close() {},
    };
  },
});
