import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A bucket in memory that speaks as much of Google Cloud Storage's JSON API as the sink asks for. */
export interface Stub {
  /** The endpoint. */
  url: string;
  /** Objects by name; what is put here is there. */
  objects: Map<string, Buffer>;
  /** Method and path of each request. */
  asked: string[];
  /** Answers a request in the bucket's place: a status, cut before, or lost after it has been carried out. */
  fault?: (request: string) => number | "cut" | "lost" | undefined;
  close(): Promise<void>;
}

export async function gsStub(): Promise<Stub> {
  const stub: Stub = { url: "", objects: new Map(), asked: [], close: async () => {} };
  const sessions = new Map<string, { name: string; create: boolean; bytes: Buffer }>();
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const line = `${request.method} ${decodeURIComponent(request.url!)}`;
    stub.asked.push(line);
    const fault = stub.fault?.(line);
    if (fault === "cut") return void request.socket.resetAndDestroy();
    if (typeof fault === "number") return void response.writeHead(fault).end();
    const [status, body, headers] = carryOut(stub, sessions, request, Buffer.concat(pieces));
    if (fault === "lost") return void request.socket.resetAndDestroy();
    reply(response, status, body, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stub.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  stub.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return stub;
}

type Answer = [status: number, body?: unknown, headers?: Record<string, string>];
type Sessions = Map<string, { name: string; create: boolean; bytes: Buffer }>;

function reply(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const bytes = body instanceof Buffer;
  response.writeHead(status, { "content-type": bytes ? "application/octet-stream" : "application/json", ...headers });
  response.end(bytes ? body : JSON.stringify(body ?? {}));
}

function carryOut(stub: Stub, sessions: Sessions, { method, url, headers }: IncomingMessage, body: Buffer): Answer {
  const { pathname, searchParams } = new URL(url!, "http://stub");
  const [, bucket, object] = /\/b\/([^/]+)\/o\/?(.*)$/.exec(pathname) ?? [];
  if (bucket === "none") return [404, { error: { code: 404, message: "The specified bucket does not exist." } }];
  const create = searchParams.get("ifGenerationMatch") === "0";
  const store = (name: string, bytes: Buffer, md5?: string): Answer => {
    if (create && stub.objects.has(name)) return [412];
    if (md5 !== undefined && md5 !== hashOf(bytes)) return [400];
    stub.objects.set(name, bytes);
    return [200, metadataOf(name, bytes)];
  };
  if (searchParams.has("session") && method === "DELETE") return [499];
  if (searchParams.has("session")) return putPart(stub, sessions.get(searchParams.get("session")!)!, headers, body);
  if (method === "POST" && searchParams.get("uploadType") === "resumable") {
    const id = String(sessions.size + 1);
    sessions.set(id, { name: searchParams.get("name")!, create, bytes: Buffer.alloc(0) });
    return [200, {}, { location: `${stub.url}/upload?session=${id}` }];
  }
  if (method === "POST") {
    const [, boundary] = /boundary="?([^";]+)/.exec(headers["content-type"]!)!;
    const [, metadata, content] = partsOf(body, `--${boundary}`);
    const { md5Hash } = JSON.parse(metadata.toString()) as { md5Hash?: string };
    return store(searchParams.get("name")!, content, md5Hash);
  }
  if (object === "") {
    const prefix = searchParams.get("prefix") ?? "";
    const names = [...stub.objects.keys()].filter((name) => name.startsWith(prefix)).sort();
    // two a page, so that pages are turned
    const from = Number(searchParams.get("pageToken") ?? 0);
    const items = names.slice(from, from + 2).map((name) => metadataOf(name, stub.objects.get(name)!));
    return [200, { items, ...(names.length > from + 2 ? { nextPageToken: String(from + 2) } : {}) }];
  }
  const name = decodeURIComponent(object);
  const found = stub.objects.get(name);
  if (!found) return [404, { error: { code: 404, message: `No such object: ${name}` } }];
  if (method === "DELETE") return [stub.objects.delete(name) ? 204 : 404];
  const [, first, last] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? "") ?? [0, 0, found.length];
  if (Number(first) >= found.length) return [416];
  return [206, found.subarray(Number(first), Number(last) + 1)];
}

function putPart(
  stub: Stub,
  session: { name: string; create: boolean; bytes: Buffer },
  headers: IncomingMessage["headers"],
  body: Buffer,
): Answer {
  const [, first, total] = /bytes (\d+|\*)(?:-\d+)?\/(\d+|\*)/.exec(headers["content-range"]!)!;
  if (first !== "*") session.bytes = Buffer.concat([session.bytes.subarray(0, Number(first)), body]);
  const whole = total !== "*" && session.bytes.length === Number(total);
  const { name, bytes } = session;
  if (!whole && stub.objects.get(name) !== bytes)
    return [308, undefined, bytes.length > 0 ? { range: `bytes=0-${bytes.length - 1}` } : {}];
  if (session.create && stub.objects.has(name) && stub.objects.get(name) !== bytes) return [412];
  stub.objects.set(name, bytes);
  return [200, metadataOf(name, bytes)];
}

/** What stands between the boundaries of a multipart body, each without its own headers. */
function partsOf(body: Buffer, boundary: string): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at >= 0; ) {
    const end = body.indexOf(boundary, at + 1);
    const part = body.subarray(at, end < 0 ? body.length : end - 2);
    parts.push(part.subarray(part.indexOf("\r\n\r\n") + 4));
    at = end;
    if (parts.length === 1) parts.unshift(Buffer.alloc(0));
  }
  return parts;
}

function metadataOf(name: string, bytes: Buffer): Record<string, string> {
  return { name, size: String(bytes.length), crc32c: hashOf(bytes), md5Hash: hashOf(bytes) };
}

function hashOf(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("base64");
}
