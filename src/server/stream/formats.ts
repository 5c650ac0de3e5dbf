import type { Encoder } from "../../core/encoder.ts";
import type { Catalogs } from "../../engine/plan.ts";
import { plain } from "./plain.ts";
import { serverSentEvents } from "./sse.ts";

export const FORMATS = ["plain", "ndjson", "sse", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** What an Accept header asks for by its media types. */
const MEDIA: Readonly<Record<string, Format>> = {
  "text/event-stream": "sse",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "application/json": "ndjson",
  "text/csv": "csv",
  "text/plain": "plain",
};

/** The format that an Accept header likes best; plain where it names none of them. */
export function accepted(header: string | undefined): Format {
  const liked = (header ?? "").split(",").map((part) => {
    const [type, ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.map((text) => /^\s*q=([\d.]+)/.exec(text)?.[1]).find((text) => text !== undefined);
    return { format: MEDIA[type.trim()] as Format | undefined, quality: Number(quality ?? 1) };
  });
  const best = liked.filter(({ format, quality }) => format && quality > 0).sort((a, b) => b.quality - a.quality)[0];
  return best?.format ?? "plain";
}

/** The encoder of a format. `timeOf` tells when a tick stands, for the ids of events. */
export function encoderOf(format: Format, catalogs: Catalogs, timeOf: (tick: number) => number): Encoder {
  if (format === "plain") return plain;
  const { ndjson, csv } = catalogs.encoders;
  if (format === "csv") return csv.create(csv.options.parse({}), undefined);
  const rows = ndjson.create(ndjson.options.parse({}), undefined);
  return format === "sse" ? serverSentEvents(rows, timeOf) : rows;
}
