import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { compile } from "./compile.ts";
import { type BatchMaker, createGenerator } from "./generate.ts";
import { originOf } from "./origin.ts";
import type { Catalogs } from "./plan.ts";
import { tableOf } from "./plan.ts";
import type { FromWorker, Setup, ToWorker } from "./protocol.ts";
import { createPause, createSealing, writePart } from "./store.ts";
import { partsOf, resolveTarget } from "./target.ts";
import { createTileMaker } from "./tile-maker.ts";

async function work(port: MessagePort, setup: Setup): Promise<void> {
  const { catalogs } = (await import(setup.catalogModule)) as { catalogs: Catalogs };
  const plan = compile(setup.scenario, catalogs, { directory: setup.inputs });
  const table = tableOf(plan, setup.table)!;
  const target = resolveTarget(catalogs, table, setup.target);
  const parts = partsOf(plan, table, target, setup.order, setup.shard);
  const send = (message: FromWorker) => port.postMessage(message);
  const stopping = new AbortController();
  const pause = createPause(stopping.signal);
  const work = { plan, table, target, parts, order: setup.order, checked: setup.checked };
  const tileMaker = setup.own ? undefined : createTileMaker(work, setup.ahead, pause, send);
  let maker: BatchMaker | undefined;
  const tell = setup.tells ? (text: string) => send({ type: "told", text }) : undefined;
  const sink = target.create(setup.force, originOf(plan), tell);
  if (setup.own) await sink.open(table.schema, setup.stamp);
  const sealing = createSealing(sink, (part, seal) => send({ type: "sealed", part, seal }));
  const storeParts = async (indices: readonly number[]): Promise<void> => {
    maker ??= createGenerator(plan, table, setup.order);
    for (const part of indices) {
      let rows = 0;
      const count = (more: number) => {
        rows += more;
      };
      const region = parts.at(part);
      await writePart(table, maker, sink, region, setup.order, 0, { rows: count, pause });
      send({ type: "rows", rows });
      await sealing.seal(part, region.path);
    }
    // who waits for these seals may have no more parts to give
    sealing.end().catch(fail);
  };

  let queue = Promise.resolve();
  const then = (action: () => Promise<void>) => {
    queue = queue.then(action).catch(fail);
  };
  const stop = async (): Promise<void> => {
    stopping.abort(new Error("stopped"));
    await queue;
    await sink.close().catch(fail);
    send({ type: "stopped" });
  };
  port.on("message", (message: ToWorker) => {
    if (message.type === "parts") then(() => storeParts(message.parts));
    else if (message.type === "tile") then(() => tileMaker!.make(message.part, message.tile));
    else if (message.type === "written") tileMaker?.back();
    else void stop();
  });
}

function fail(error: Error): void {
  parentPort?.postMessage({
    type: "failed",
    name: error.name,
    message: error.message,
    stack: error.stack,
  } satisfies FromWorker);
}

if (parentPort) await work(parentPort, workerData as Setup).catch(fail);
