import { UsageError } from "../../core/error.ts";

/** Where a URL such as `gs://bucket/prefix?endpoint=http://127.0.0.1:4443` leads. */
export interface Place {
  bucket: string;
  /** Before every key: empty, or with a / at its end. */
  prefix: string;
  /** `gs://bucket/prefix/`. */
  name: string;
  /** Of an emulator, or a store other than the scheme's own. */
  endpoint?: string;
  /** Without credentials. */
  anonymous: boolean;
  region?: string;
  /** Requests at a time, of a thread. */
  requests: number;
  /** ms that an answer is waited for. */
  timeout: number;
}

const OPTIONS = ["endpoint", "anonymous", "region", "requests", "timeout"];
const REQUESTS = 24;
const TIMEOUT = 60;

/** Reads a URL. Throws a UsageError that says what is wrong with it. */
export function placeAt(url: string): Place {
  const [, scheme, bucket, path, query] = /^([a-z0-9]+):\/\/([^/?]*)([^?]*)(.*)$/s.exec(url) ?? [];
  const options = new URLSearchParams(query);
  const wrong = (message: string) => new UsageError(`--to ${url}: ${message}`);
  if (!bucket) throw wrong(`expected the name of a bucket, as in ${scheme}://bucket/prefix/`);
  for (const name of options.keys())
    if (!OPTIONS.includes(name)) throw wrong(`unknown option ${name}; there are ${OPTIONS.join(", ")}`);
  const number = (name: string, usual: number, most: number): number => {
    const value = Number(options.get(name) ?? usual);
    if (!(value > 0 && value <= most)) throw wrong(`${name}: expected a number above 0, up to ${most}`);
    return value;
  };
  const prefix = path.replace(/^\/+|\/+$/g, "");
  return {
    bucket,
    prefix: prefix === "" ? "" : `${prefix}/`,
    name: `${scheme}://${bucket}/${prefix === "" ? "" : `${prefix}/`}`,
    endpoint: options.get("endpoint") ?? undefined,
    anonymous: options.get("anonymous") === "true",
    region: options.get("region") ?? undefined,
    requests: Math.ceil(number("requests", REQUESTS, 1000)),
    timeout: number("timeout", TIMEOUT, 3600) * 1000,
  };
}
