import { createHash } from "node:crypto";
import type { Bucket, FileMetadata } from "@google-cloud/storage";
import { z } from "zod";
import { MissingError } from "../core/error.ts";
import type { Objects, ObjectTraits, StoredObject, Tell, Upload } from "../core/objects.ts";
import { defineSink } from "../core/sink.ts";
import { type Attempts, createAttempts, type Failure, mayPass, type Verdict } from "./objects/attempts.ts";
import { type Place, placeAt } from "./objects/place.ts";
import { objectSink } from "./objects/sink.ts";
import { client } from "./stores/store.ts";

export const gs = defineSink({
  type: "gs",
  summary: "Objects of Google Cloud Storage: gs://bucket/prefix/, gs://bucket/{date}/{id}.json",
  options: z.strictObject({}),
  example: {},
  stores: "files",
  match: (url) => url.startsWith("gs://"),
  objects: (url, tell) => openBucket(placeAt(url), tell),
  // https://cloud.google.com/storage/pricing#operations-by-class; an upload in parts is one operation
  billing: { store: "class A", list: "class A", read: "class B", stores: () => 1, sweeps: 0 },
  create: (_, context) =>
    objectSink(
      "gs",
      placeAt(context.url).requests,
      () => openBucket(placeAt(context.directory), context.tell),
      context,
    ),
});

async function openBucket(place: Place, tell?: Tell): Promise<Objects> {
  const [{ Storage }] = await client<typeof import("@google-cloud/storage")>("gs", ["@google-cloud/storage"]);
  const { prefix, name, timeout } = place;
  const endpoint = endpointOf(place);
  const storage = new Storage({
    apiEndpoint: endpoint,
    // an emulator has no projects; the store itself finds the caller's
    ...(endpoint ? { projectId: "none" } : {}),
    retryOptions: { autoRetry: false },
    timeout,
    userAgent: "fauxmetry",
  });
  // the client takes the variable for emulators as the address of its methods, which have a path there
  if (endpoint) storage.baseUrl = `${endpoint.replace(/\/+$/, "")}/storage/v1`;
  const bucket = storage.bucket(place.bucket);
  const attempt = createAttempts({ type: "gs", name, judge, tell });
  return {
    name,
    async *list(under) {
      for (let pageToken: string | undefined; ; ) {
        const query = {
          prefix: prefix + under,
          pageToken,
          autoPaginate: false,
          fields: "items(name,size,crc32c),nextPageToken",
        };
        const [files, next] = await attempt(`list ${under}*`, () => answered(bucket.getFiles(query)));
        // asked for fields, the client hands out what was answered
        for (const item of files as unknown as FileMetadata[]) yield storedOf(prefix, item);
        pageToken = (next as { pageToken?: string } | null)?.pageToken;
        if (!pageToken) return;
      }
    },
    async read(key, position, length) {
      // as it is stored, not unpacked on the way
      const range = { start: position, end: position + length - 1, decompress: false, validation: false } as const;
      try {
        const [bytes] = await attempt(`read ${key}`, () => answered(bucket.file(prefix + key).download(range)));
        return bytes;
      } catch (error) {
        const { status } = error as Failure;
        if (status === 416) return new Uint8Array(0);
        if (status === 404) return undefined;
        throw error;
      }
    },
    put: (key, bytes, traits) =>
      createOnly(() =>
        attempt(`store ${key}`, async () => {
          const file = bucket.file(prefix + key);
          await answered(
            file.save(bytes as Buffer, {
              resumable: false,
              // the store compares it with what has arrived
              metadata: { contentType: traits.type, md5Hash: createHash("md5").update(bytes).digest("base64") },
              validation: false,
              preconditionOpts: preconditions(traits),
              timeout,
            }),
          );
          return storedOf(prefix, file.metadata);
        }),
      ),
    begin: (key, traits) => beginUpload(bucket, place, attempt, key, traits),
    remove: (key) =>
      attempt(`remove ${key}`, async () => {
        await answered(bucket.file(prefix + key).delete({ ignoreNotFound: true }));
      }),
    // sessions that nobody continues end by themselves, and nothing of them is kept
    sweep: async () => 0,
    close: () => attempt.end(),
  };
}

/** Where the store is, if that is not the client's own choice. */
function endpointOf({ endpoint, anonymous }: Place): string | undefined {
  const { STORAGE_EMULATOR_HOST: emulator } = process.env;
  if (endpoint) return endpoint;
  if (emulator) return /^https?:/.test(emulator) ? emulator : `http://${emulator}`;
  // with an endpoint that is not its own, the client asks for no credentials
  return anonymous ? "https://storage.googleapis.com/" : undefined;
}

function preconditions({ replace }: ObjectTraits): { ifGenerationMatch?: number } {
  return replace ? {} : { ifGenerationMatch: 0 };
}

function storedOf(prefix: string, { name, size, crc32c }: FileMetadata): StoredObject {
  return { key: String(name).slice(prefix.length), bytes: Number(size), tag: String(crc32c) };
}

/**
 * An upload by a resumable session (https://cloud.google.com/storage/docs/performing-resumable-uploads): parts follow one
 * another, and the session itself tells how far it has come.
 */
async function beginUpload(
  bucket: Bucket,
  place: Place,
  attempt: Attempts,
  key: string,
  traits: ObjectTraits,
): Promise<Upload> {
  const { prefix, timeout } = place;
  const file = bucket.file(prefix + key);
  const session = await attempt(`begin ${key}`, async () => {
    const metadata = { contentType: traits.type };
    const [uri] = await answered(file.createResumableUpload({ metadata, preconditionOpts: preconditions(traits) }));
    return uri;
  });
  const md5 = createHash("md5");
  let sent = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const ask = async (range: string, body?: Uint8Array): Promise<Response> => {
    const answer = await fetch(session, {
      method: "PUT",
      headers: { "content-range": `bytes ${range}` },
      body: body as Uint8Array<ArrayBuffer> | undefined,
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    const text = answer.ok ? "" : await answer.text();
    if (answer.ok || answer.status === 308) return answer;
    throw Object.assign(new Error(text.slice(0, 300) || answer.statusText), { status: answer.status });
  };
  /** Sends bytes from `from` on, or what of them the session has not; the answer, where it was the last. */
  const send = (bytes: Uint8Array, from: number, total: number | "*") =>
    attempt(`store ${key}`, async (again) => {
      let at = from;
      if (again) {
        const answer = await ask("*/*");
        if (answer.ok) return answer;
        at = reached(answer);
        if (at === from + bytes.length && total === "*") return undefined;
      }
      const rest = bytes.subarray(at - from);
      const range = rest.length === 0 ? "*" : `${at}-${at + rest.length - 1}`;
      const answer = await ask(`${range}/${total}`, rest);
      if (answer.ok) return answer;
      if (total !== "*" || reached(answer) < from + bytes.length)
        throw Object.assign(new Error("the session has not taken all that was sent"), { status: 503 });
      return undefined;
    });
  return {
    part(bytes) {
      const from = sent;
      sent += bytes.length;
      md5.update(bytes);
      const next = turn.then(() => send(bytes, from, "*"));
      turn = next;
      return next.then(() => {});
    },
    complete: (rest) =>
      createOnly(async () => {
        const answer = await turn.then(() => send(rest, sent, sent + rest.length));
        const metadata = (await answer!.json()) as FileMetadata;
        if (metadata.md5Hash === md5.update(rest).digest("base64")) return storedOf(prefix, metadata);
        await attempt(`remove ${key}`, () => answered(file.delete({ ignoreNotFound: true })));
        throw new Error(`[sink:gs] ${place.name}${key} arrived damaged and was removed: run it again with --resume`);
      }),
    async abort() {
      await turn.catch(() => {});
      // what is not given up is forgotten after a week
      await fetch(session, { method: "DELETE", signal: AbortSignal.timeout(timeout) }).catch(() => {});
    },
  };
}

/** Bytes that a session has, by its answer: `range: bytes=0-8388607`. */
function reached(answer: Response): number {
  const [, last] = /-(\d+)$/.exec(answer.headers.get("range") ?? "") ?? [];
  return last === undefined ? 0 : Number(last) + 1;
}

/** What a request that may only create resolves to; undefined where the object was there. */
async function createOnly<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if ((error as Failure).status === 412) return undefined;
    throw error;
  }
}

/** Gives errors of the client the status of the store's answer. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    const error = thrown as Failure;
    const status = Number(error.code);
    if (status >= 200 && status < 600) error.status = status;
    throw error;
  }
}

function judge(error: Failure): Verdict {
  if (error instanceof MissingError) return { missing: "" };
  if (/default credentials|invalid_grant|Could not refresh|does not exist, or it is not a file/i.test(error.message))
    return { missing: "gcloud auth application-default login, or GOOGLE_APPLICATION_CREDENTIALS, gives credentials" };
  if (mayPass(error)) return "again";
  // an object that is there, is not, or is shorter
  if (error.status === 412 || error.status === 416 || /No such object/.test(error.message)) return "known";
  if (error.status === 404) return { missing: "there is no such bucket, or it has gone: create it first" };
  if (error.status === 401) return { missing: "the credentials are not valid" };
  return { refused: error.status === 403 ? "the account needs the role Storage Object User on the bucket" : "" };
}
