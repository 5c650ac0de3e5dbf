import type { CompletedPart, S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { MissingError, PermanentError } from "../core/error.ts";
import { type Objects, type ObjectTraits, PART, type StoredObject, type Tell, type Upload } from "../core/objects.ts";
import { defineSink } from "../core/sink.ts";
import { type Attempts, createAttempts, type Failure, mayPass, type Verdict } from "./objects/attempts.ts";
import { type Place, placeAt } from "./objects/place.ts";
import { objectSink } from "./objects/sink.ts";
import { client } from "./stores/store.ts";

/** Parts that an object can have. */
const PARTS = 10_000;

type Sdk = typeof import("@aws-sdk/client-s3");

export const s3 = defineSink({
  type: "s3",
  summary: "Objects of S3 and stores that speak it: s3://bucket/prefix/, s3://bucket/{date}/{id}.json",
  options: z.strictObject({}),
  example: {},
  stores: "files",
  match: (url) => url.startsWith("s3://"),
  objects: (url, tell) => openBucket(placeAt(url), tell),
  // https://aws.amazon.com/s3/pricing: an upload in parts is begun, sent and completed by a request each
  billing: {
    store: "PUT",
    list: "LIST",
    read: "GET",
    stores: (bytes) => (bytes < PART ? 1 : Math.ceil(bytes / PART) + 2),
    sweeps: 1,
  },
  create: (_, context) =>
    objectSink(
      "s3",
      placeAt(context.url).requests,
      () => openBucket(placeAt(context.directory), context.tell),
      context,
    ),
});

/** What requests to a bucket share. */
interface Shop {
  sdk: Sdk;
  s3: S3Client;
  attempt: Attempts;
  place: Place;
  /** Asks the store to create only; false once it has said that it cannot. */
  conditional: boolean;
}

async function openBucket(place: Place, tell?: Tell): Promise<Objects> {
  const [sdk] = await client<Sdk>("s3", ["@aws-sdk/client-s3"]);
  const { prefix, name, bucket: Bucket } = place;
  const attempt = createAttempts({ type: "s3", name, judge, tell });
  const shop: Shop = { sdk, s3: connect(sdk, place), attempt, place, conditional: true };
  const { s3 } = shop;
  return {
    name,
    async *list(under) {
      for (let ContinuationToken: string | undefined; ; ) {
        const query = new sdk.ListObjectsV2Command({ Bucket, Prefix: prefix + under, ContinuationToken });
        const page = await attempt(`list ${under}*`, () => answered(s3.send(query)));
        for (const { Key = "", Size = 0, ETag } of page.Contents ?? [])
          yield storedOf(Key.slice(prefix.length), Size, ETag);
        ContinuationToken = page.NextContinuationToken;
        if (!page.IsTruncated || !ContinuationToken) return;
      }
    },
    async read(key, position, length) {
      const Range = `bytes=${position}-${position + length - 1}`;
      try {
        return await attempt(`read ${key}`, async () => {
          const { Body } = await answered(s3.send(new sdk.GetObjectCommand({ Bucket, Key: prefix + key, Range })));
          return Body!.transformToByteArray();
        });
      } catch (error) {
        const { status, name } = error as Failure;
        if (status === 416) return new Uint8Array(0);
        if (name === "NoSuchKey") return undefined;
        throw error;
      }
    },
    put: (key, bytes, traits) =>
      createOnly(shop, traits, (IfNoneMatch) =>
        attempt(`store ${key}`, async (again) => {
          // of an object that is there some stores refuse the body unread, and cut the line before that is heard
          if (again && IfNoneMatch && (await isThere(shop, prefix + key))) return undefined;
          const object = { Bucket, Key: prefix + key, Body: bytes, ContentType: traits.type, IfNoneMatch };
          // the store compares the checksum with what has arrived
          const { ETag } = await answered(s3.send(new sdk.PutObjectCommand({ ...object, ChecksumAlgorithm: "CRC32" })));
          return storedOf(key, bytes.length, ETag);
        }),
      ),
    begin: (key, traits) => beginUpload(shop, key, traits),
    async remove(key) {
      await attempt(`remove ${key}`, () =>
        answered(s3.send(new sdk.DeleteObjectCommand({ Bucket, Key: prefix + key }))),
      );
    },
    sweep: (under, dead) => sweep(shop, under, dead),
    close: () => attempt.end(),
  };
}

function connect({ S3Client }: Sdk, { endpoint, anonymous, region, requests, timeout }: Place): S3Client {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const own = endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  const place = region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? (own || anonymous ? "us-east-1" : undefined);
  // that later versions will ask for a later Node is not for users of this one
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  return new S3Client({
    ...(own ? { endpoint: own, forcePathStyle: true } : {}),
    ...(place ? { region: place } : {}),
    ...(anonymous
      ? { credentials: { accessKeyId: "", secretAccessKey: "" }, signer: { sign: async (request) => request } }
      : {}),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: Math.min(timeout, 10_000),
      requestTimeout: timeout,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: requests },
      httpsAgent: { maxSockets: requests },
    },
  });
}

function storedOf(key: string, bytes: number, tag = ""): StoredObject {
  return { key, bytes, tag: tag.replaceAll('"', "") };
}

async function beginUpload(shop: Shop, key: string, traits: ObjectTraits): Promise<Upload> {
  const { sdk, s3, attempt, place } = shop;
  const object = { Bucket: place.bucket, Key: place.prefix + key };
  const { UploadId } = await attempt(`begin ${key}`, () =>
    answered(
      s3.send(
        new sdk.CreateMultipartUploadCommand({ ...object, ContentType: traits.type, ChecksumAlgorithm: "CRC32" }),
      ),
    ),
  );
  const upload = { ...object, UploadId };
  const Parts: CompletedPart[] = [];
  let sent = 0;
  let bytes = 0;
  const part = async (Body: Uint8Array): Promise<void> => {
    const PartNumber = ++sent;
    bytes += Body.length;
    if (PartNumber > PARTS)
      throw new PermanentError(
        `[sink:s3] ${place.name}${key} would have more than ${PARTS} parts: write several files, as in {date}/`,
      );
    const { ETag, ChecksumCRC32 } = await attempt(`store part ${PartNumber} of ${key}`, () =>
      answered(s3.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm: "CRC32" }))),
    );
    Parts[PartNumber - 1] = { PartNumber, ETag, ChecksumCRC32 };
  };
  return {
    part,
    async complete(rest) {
      if (rest.length > 0) await part(rest);
      return createOnly(shop, traits, (IfNoneMatch) =>
        attempt(`complete ${key}`, async (again) => {
          const command = new sdk.CompleteMultipartUploadCommand({
            ...upload,
            MultipartUpload: { Parts },
            IfNoneMatch,
          });
          try {
            const { ETag } = await answered(s3.send(command));
            return storedOf(key, bytes, ETag);
          } catch (error) {
            // it was completed by a try whose answer was lost
            if (again && (error as Failure).name === "NoSuchUpload") return undefined;
            throw error;
          }
        }),
      );
    },
    abort: () => giveUp(shop, upload),
  };
}

async function giveUp(
  { sdk, s3, attempt }: Shop,
  upload: { Bucket: string; Key: string; UploadId: string | undefined },
): Promise<void> {
  await attempt(`give up ${upload.Key}`, async () => {
    try {
      await answered(s3.send(new sdk.AbortMultipartUploadCommand(upload)));
    } catch (error) {
      if ((error as Failure).name !== "NoSuchUpload") throw error;
    }
  });
}

async function sweep(shop: Shop, under: string, dead: (key: string) => boolean): Promise<number> {
  try {
    return await sweepPages(shop, under, dead);
  } catch (error) {
    // of a store that lists no uploads: it has a time after which it ends them, or its owner has
    if ((error as Failure).status === 501) return 0;
    throw error;
  }
}

async function sweepPages(shop: Shop, under: string, dead: (key: string) => boolean): Promise<number> {
  const { sdk, s3, attempt, place } = shop;
  const { bucket: Bucket, prefix } = place;
  let swept = 0;
  let from: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const query = new sdk.ListMultipartUploadsCommand({ Bucket, Prefix: prefix + under, ...from });
    const page = await attempt(`list uploads of ${under}*`, () => answered(s3.send(query)));
    for (const { Key = "", UploadId } of page.Uploads ?? []) {
      if (!dead(Key.slice(prefix.length))) continue;
      await giveUp(shop, { Bucket, Key, UploadId });
      swept++;
    }
    if (!page.IsTruncated) return swept;
    from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

async function isThere({ sdk, s3, place }: Shop, Key: string): Promise<boolean> {
  try {
    await answered(s3.send(new sdk.HeadObjectCommand({ Bucket: place.bucket, Key })));
    return true;
  } catch (error) {
    // an answer, whatever it is: whoever stores it will hear the reason
    if ((error as Failure).status !== undefined && !mayPass(error as Failure)) return false;
    throw error;
  }
}

/** Makes a request that may only create, unless it replaces; undefined where the object was there. */
async function createOnly<T>(
  shop: Shop,
  { replace }: ObjectTraits,
  request: (IfNoneMatch: "*" | undefined) => Promise<T>,
): Promise<T | undefined> {
  const condition = !replace && shop.conditional ? "*" : undefined;
  try {
    return await request(condition);
  } catch (error) {
    const { status } = error as Failure;
    if (status === 412) return undefined;
    if (status !== 501 || condition === undefined) throw error;
    // of an older store: what was there when the run began has been looked at already
    shop.conditional = false;
    return request(undefined);
  }
}

/** Gives errors of the client the status of the store's answer. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    const error = thrown as Failure & { $metadata?: { httpStatusCode?: number } };
    error.status = error.$metadata?.httpStatusCode;
    throw error;
  }
}

/** By the codes of https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function judge(error: Failure): Verdict {
  const { name, status, message } = error;
  if (error instanceof MissingError || error instanceof PermanentError) return { missing: "" };
  if (/CredentialsProviderError|TokenProviderError/.test(name) || /Could not load credentials/.test(message))
    return { missing: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile, give credentials" };
  if (/Region is missing/.test(message)) return { missing: "AWS_REGION, or ?region= in the URL, names it" };
  if (status === 412 || status === 416 || status === 501 || name === "NoSuchKey" || name === "NoSuchUpload")
    return "known";
  if (status === 409 || name === "SlowDown" || name === "RequestTimeout" || mayPass(error)) return "again";
  if (name === "NoSuchBucket" || status === 404)
    return { missing: "there is no such bucket, or it has gone: create it first" };
  if (/InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken/.test(name))
    return { missing: "the credentials are not valid" };
  return {
    refused: status === 403 ? "the credentials need the right to list, read and write objects of the bucket" : "",
  };
}
