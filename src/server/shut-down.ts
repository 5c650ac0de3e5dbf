import type { Socket } from "node:net";
import type { App } from "./context.ts";

/** Time in which clients may take what is left of their streams, ms. */
const GRACE = 3000;

const connections = new WeakMap<App, Set<Socket>>();

/** Knows the connections of a server, for `shutDown`. */
export function watchConnections(app: App): void {
  const open = new Set<Socket>();
  connections.set(app, open);
  app.server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
}

/** Takes no more requests, waits a moment for what is open to end, then ends it. The context's `abort` has aborted before. */
export async function shutDown(app: App): Promise<void> {
  const idle = setInterval(() => {
    // a stream that has just ended leaves a connection, and some are made for requests that never come
    app.server.closeIdleConnections();
    for (const socket of connections.get(app) ?? []) if (socket.bytesRead === 0) socket.destroy();
  }, 20);
  const late = setTimeout(() => app.server.closeAllConnections(), GRACE);
  await app.close();
  clearInterval(idle);
  clearTimeout(late);
}
