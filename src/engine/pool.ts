import { availableParallelism } from "node:os";
import type { Job } from "./job.ts";
import { type Member, startHere, startWorker } from "./member.ts";
import { createUnpacker } from "./parcels.ts";
import { type FromWorker, NOTHING } from "./protocol.ts";
import { createSink, openSink } from "./sink.ts";
import { startOver } from "./state.ts";
import { createSealing } from "./store.ts";
import { createCheckpoints, threadsFor, tiles } from "./tiles.ts";

/** Tiles asked of each worker before their turn. */
const ASKED = 4;

/**
 * Spreads a run over threads. With enough files for several workers, or where a file is one stream, each stores whole
 * parts itself; otherwise workers, this thread among them where it has the time, encode tiles in turn, and what they have
 * made is written in order meanwhile. A single file that is one stream is encoded here, of what others make. In every case
 * the bytes are those of one thread.
 */
export async function runInPool(job: Job): Promise<void> {
  const cores = availableParallelism();
  const { definition, encoder } = job.target;
  const many = definition.stores === "files" && job.parts.length >= 2 * (job.options.workers ?? cores);
  // what keeps a bucket busy is requests, and each thread that stores would need a client of its own, some 60 MB;
  // the thread that writes in order is busy too: by default it has a core of its own
  const files = encoder.whole && job.parts.length > 1;
  const usual = definition.objects ? 1 : many || files ? cores : Math.max(1, cores - 1);
  const wanted = job.options.workers ?? usual;
  const workers = threadsFor(job.table, job.parts.at(0), job.order, wanted);
  const own = files || (many && !encoder.whole && workers > 1);
  // another thread writes files, but sending objects takes all of this one, and so does a single stream
  const here = !definition.objects && !encoder.whole;
  // who makes files sums them up; a thread that only writes has the time to do it for one other, not for more
  const plain = !definition.objects && !job.target.compression;
  const checked = definition.stores === "files" && !(plain && workers === 1);
  if (own && job.state) startOver(job.state);
  const pool = own
    ? Array.from({ length: Math.min(workers, job.parts.length) }, () => startWorker(job, true, false))
    : Array.from({ length: workers }, (_, i) =>
        i === 0 && here ? startHere(job, checked) : startWorker(job, false, checked),
      );
  try {
    if (own) await Promise.all(shareParts(job, pool));
    else await writeInOrder(job, pool);
  } finally {
    await Promise.allSettled(pool.map((worker) => worker.stop()));
  }
}

/** Hands out ranges of parts to whoever has few left: seals that are under way are no reason to wait. */
function shareParts(job: Job, pool: readonly Member[]): Promise<void>[] {
  const range = Math.max(1, Math.min(256, Math.floor(job.parts.length / (pool.length * 8))));
  let next = 0;
  let failed = false;
  return pool.map(async (worker) => {
    let left = 0;
    const give = () => {
      while (left <= range / 2 && next < job.parts.length && !failed) {
        const parts: number[] = [];
        for (; parts.length < range && next < job.parts.length; next++) if (!job.done(next)) parts.push(next);
        worker.send({ type: "parts", parts });
        left += parts.length;
      }
    };
    for (give(); left > 0; give()) {
      const message = await worker.next().catch((error) => {
        failed = true;
        throw error;
      });
      if (message.type === "rows") job.rows(message.rows);
      if (message.type !== "sealed") continue;
      job.sealed(message.part, message.seal);
      left--;
    }
  });
}

interface Step {
  part: number;
  path: string;
  tile: number;
  last: boolean;
  /** A checkpoint follows. */
  checkpoint: boolean;
}

/** Every tile not yet stored, in order; a part of no tiles has one step of nothing. */
function* steps(job: Job): Generator<Step> {
  const { table, parts, order, state } = job;
  for (let part = 0; part < parts.length; part++) {
    if (job.done(part)) continue;
    const region = parts.at(part);
    let count = 0;
    for (const _ of tiles(table, region, order)) count++;
    const first = state?.open?.part === part ? state.open.tiles : 0;
    const isCheckpoint = createCheckpoints(table, region, order);
    const step = (tile: number, last: boolean): Step => {
      return { part, path: region.path, tile, last, checkpoint: !last && isCheckpoint(tile + 1) };
    };
    if (first >= count) yield step(NOTHING, true);
    for (let tile = first; tile < count; tile++) yield step(tile, tile === count - 1);
  }
}

/** Tiles go to the workers in turn; their bytes are appended in the order of the tiles. */
async function writeInOrder(job: Job, pool: readonly Member[]): Promise<void> {
  const { state } = job;
  const sink = createSink(job);
  const sealing = createSealing(sink, job.sealed);
  const ahead = steps(job);
  const asked: (Step & { worker: Member })[] = [];
  let turn = 0;
  const ask = () => {
    while (asked.length < ASKED * pool.length) {
      const { value: step } = ahead.next();
      if (!step) return;
      const worker = pool[turn++ % pool.length];
      worker.send({ type: "tile", part: step.part, tile: step.tile });
      asked.push({ ...step, worker });
    }
  };
  const unpackers = new Map(pool.map((worker) => [worker, createUnpacker(job.table.schema)]));
  const take = async (message: FromWorker, { worker, path }: Step & { worker: Member }): Promise<number> => {
    const done = () => worker.send({ type: "written" });
    if (message.type === "batch") {
      await sink.write(unpackers.get(worker)!(message.parcel, path));
      done();
      return message.parcel.rows;
    }
    if (message.type !== "bytes") throw new Error(`a worker that makes tiles sent ${message.type}`);
    await sink.append?.(path, message.rows, message.bytes, done, message.crc);
    return message.rows;
  };
  try {
    await openSink(job, sink);
    ask();
    for (let step = asked.shift(); step; step = asked.shift()) {
      ask();
      for (;;) {
        const message = await step.worker.next();
        if (message.type === "end") break;
        job.rows(await take(message, step));
      }
      if (step.last) {
        await sealing.seal(step.part, step.path);
        continue;
      }
      const position = step.checkpoint ? await sink.flush() : undefined;
      if (!position || job.target.encoder.whole) continue;
      // a run continues in one part: those before it are on record first
      await sealing.end();
      state?.journal?.add({ part: step.part, tiles: step.tile + 1, position });
    }
    await sealing.end();
  } finally {
    await sink.close();
  }
}
