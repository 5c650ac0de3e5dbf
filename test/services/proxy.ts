import { createConnection, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and a service: it can cut connections, and hold back what the client sends. */
export interface Detour {
  /** The service's URL by way of the proxy. */
  url: string;
  /** Called with every piece a client sends; what it returns is done with it. */
  onSend: (bytes: number, piece: Buffer) => "pass" | "cut" | "hold";
  /** Passes on what was held. */
  release(): void;
  close(): Promise<void>;
}

export async function proxyTo(url: string): Promise<Detour> {
  const { port } = new URL(url);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  const proxy: Detour = {
    url: "",
    onSend: () => "pass",
    release() {
      for (const pass of held.splice(0)) pass();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  const server: Server = createServer((client) => {
    const service = createConnection({ port: Number(port), host: "127.0.0.1" });
    for (const [one, other] of [
      [client, service],
      [service, client],
    ]) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    service.pipe(client);
    client.on("data", (piece) => {
      const what = proxy.onSend(piece.length, piece);
      if (what === "cut") client.resetAndDestroy();
      else if (what === "pass" && held.length === 0) service.write(piece);
      else {
        client.pause();
        held.push(() => {
          service.write(piece);
          client.resume();
        });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.url = url.replace(`:${port}`, `:${(server.address() as { port: number }).port}`);
  return proxy;
}
