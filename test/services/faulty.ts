import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/** Stands between a client and a store that speaks HTTP, and spoils some of the requests. */
export interface Faulty {
  /** Where clients find the store by way of it. */
  url: string;
  /** What has happened to requests, by kind. */
  counts: Record<string, number>;
  /** Given a request, may answer it itself. */
  answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

/**
 * Faults meet a share of requests, by turns: refused for now (429, 503), cut before they arrive, cut after they have been
 * carried out, and never answered.
 */
export async function faultyTo(target: string, share: number, seed: number): Promise<Faulty> {
  const { hostname, port } = new URL(target);
  const draw = draws(seed);
  const kinds = ["429", "503", "cut", "lost", "silent"] as const;
  const faulty: Faulty = { url: "", counts: {}, close: async () => {} };
  const server = createServer((from, back) => {
    const kind = draw() < share ? kinds[Math.floor(draw() * kinds.length)] : "passed";
    faulty.counts[kind] = (faulty.counts[kind] ?? 0) + 1;
    from.on("error", () => {});
    if (faulty.answer?.(from, back)) return;
    if (kind === "429" || kind === "503") {
      from.resume();
      from.on("end", () => back.writeHead(Number(kind)).end());
      return;
    }
    if (kind === "cut") return void from.socket.resetAndDestroy();
    const { method, url: path, headers } = from;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      if (kind === "lost") {
        answer.resume();
        answer.on("end", () => from.socket.resetAndDestroy());
      } else if (kind === "passed") answer.pipe(back.writeHead(answer.statusCode!, answer.headers));
      // the other kind is never answered
      else answer.resume();
    });
    onward.on("error", () => from.socket.destroy());
    from.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  faulty.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  faulty.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return faulty;
}

/** Numbers in [0, 1) that look random and are the same every time. */
export function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
