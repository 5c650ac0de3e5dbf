import { crc32 } from "node:zlib";
import { checksumText, joinChecksums } from "../../core/checksum.ts";
import type { EncoderStream } from "../../core/encoder.ts";
import type { Objects } from "../../core/objects.ts";
import type { Seal, Sink, SinkContext } from "../../core/sink.ts";
import { createMembers, type Members } from "../members.ts";
import { createOutgoing, type Outgoing } from "./outgoing.ts";
import { createRoom } from "./room.ts";
import { createSpooled, type Spool } from "./spooled.ts";

/** Bytes that wait for the store, or for its answer, at a time. */
const UNDER_WAY = 16 << 20;

/** A partition that is being written. */
interface Open {
  partition: string;
  outgoing: Outgoing;
  members?: Members;
  crc: number;
  rows: number;
  bytes: number;
  stored: number;
}

/**
 * Objects of a store, each of them there whole or not at all. Seals overlap: many small objects are under way at a time.
 * What is not sealed is not kept: there are no positions to continue at.
 */
export function objectSink(
  type: string,
  requests: number,
  connect: () => Promise<Objects>,
  { encode, compression, mediaType = "application/octet-stream", force, spool: folder, tell }: SinkContext,
): Sink {
  const room = createRoom(UNDER_WAY, requests);
  // an object ends in its compression's suffix: it is that, not something else that is sent compressed
  const traits = { type: compression?.mediaType ?? mediaType, replace: force };
  const underWay = new Map<Outgoing, Promise<unknown>>();
  let objects: Objects | undefined;
  let spool: Spool | undefined;
  let stream: EncoderStream;
  let open: Open | undefined;

  const append = async (to: Open, bytes: Uint8Array, crc?: number): Promise<void> => {
    to.crc = crc === undefined ? crc32(bytes, to.crc) : joinChecksums(to.crc, crc, bytes.length);
    to.bytes += bytes.length;
    await (to.members ?? store(to)).put(bytes);
  };
  const store = (to: Open) => ({
    put(bytes: Uint8Array) {
      to.stored += bytes.length;
      return to.outgoing.add(bytes);
    },
  });
  const begin = async (partition: string): Promise<Open> => {
    if (open) throw new Error(`[sink:${type}] ${open.partition} must be sealed before ${partition} begins`);
    const outgoing = createOutgoing(objects!, room, partition, traits);
    const to: Open = {
      partition,
      outgoing: spool ? createSpooled(spool, partition, outgoing) : outgoing,
      crc: 0,
      rows: 0,
      bytes: 0,
      stored: 0,
    };
    open = to;
    if (compression) to.members = createMembers(compression, store(to).put);
    await append(to, stream.start());
    return to;
  };
  const enter = async (partition: string): Promise<Open> => {
    await room.calm();
    return open?.partition === partition ? open : begin(partition);
  };
  const finish = async (to: Open, end: Uint8Array): Promise<Seal> => {
    await append(to, end);
    await to.members?.finish();
    // an object of no members is none that a reader of the format takes
    if (compression && to.stored === 0) await store(to).put(await compression.compress(new Uint8Array(0)));
    const { tag } = await to.outgoing.finish();
    const { partition, rows, bytes, crc, stored } = to;
    return { partition, rows, bytes, crc32: checksumText(crc), ...(compression ? { stored } : {}), tag };
  };

  return {
    sealing: requests,
    async open(schema, { run, shard }) {
      if (folder !== undefined)
        spool = {
          folder,
          type,
          run: `${run}.${shard.index + 1}-of-${shard.count}`,
          room: createRoom(UNDER_WAY, requests),
        };
      objects = await connect();
      stream = encode(schema);
      return false;
    },
    async write(batch) {
      const to = await enter(batch.partition);
      await append(to, stream.write(batch));
      to.rows += batch.rows;
    },
    async append(partition, rows, bytes, done, crc) {
      const to = await enter(partition);
      await append(to, bytes, crc);
      to.rows += rows;
      done();
    },
    async flush() {
      // so that the bytes are those of a file
      await open?.members?.finish();
      return undefined;
    },
    async seal(partition) {
      const to = open?.partition === partition ? open : await begin(partition);
      open = undefined;
      // the encoder's own bytes are gone once it begins the next partition
      const sealing = finish(to, stream.end().slice());
      underWay.set(to.outgoing, sealing);
      try {
        return await sealing;
      } finally {
        underWay.delete(to.outgoing);
      }
    },
    async close() {
      const left = [...underWay.keys(), ...(open ? [open.outgoing] : [])];
      open = undefined;
      objects?.close();
      const giveUp = async (outgoing: Outgoing): Promise<void> => {
        // the failure that led here is the one to be told; what stays is ended when the run is begun again
        await outgoing.abort().catch((error: Error) => tell?.(error.message));
      };
      await Promise.allSettled([...underWay.values(), ...left.map(giveUp)]);
      objects = undefined;
    },
  };
}
