import { join } from "node:path";
import type { Compression } from "../core/compression.ts";
import type { Encoder, Origin } from "../core/encoder.ts";
import { UsageError } from "../core/error.ts";
import type { Tell } from "../core/objects.ts";
import type { Sink, SinkDefinition } from "../core/sink.ts";
import { suggest } from "../core/suggest.ts";
import { partition, type Shard } from "./partition.ts";
import { formatOf, placeOf } from "./place.ts";
import type { Catalogs, Plan, Table } from "./plan.ts";
import type { Parts } from "./region.ts";
import type { Order } from "./tiles.ts";

/** How a user names a target, as plain data: it crosses to workers and stands in manifests. */
export interface TargetOptions {
  /** `out/`, `x.csv`, `out/{id}.json`, `-`, `null:` ... */
  url: string;
  /** Encoder; by default the one whose extension the path has, else ndjson. */
  format?: string;
  /** Options of the encoder. */
  formatOptions?: Readonly<Record<string, unknown>>;
  /**
   * Compression: `gzip`, `zstd`, of text formats; by default the one whose suffix the path has. Of a format that has an
   * option `compression`, that option.
   */
  compress?: string;
  /** Folder where a sink of objects keeps each until the store has it. */
  spool?: string;
  /** Entities times ticks of a file, where parts are cut into files of a size. */
  cells?: number;
}

/** A target made ready for a table. */
export interface Target {
  options: TargetOptions;
  definition: SinkDefinition;
  format: string;
  encoder: Encoder;
  compression?: Compression;
  /** Folder that paths of partitions start from, or URL of it; empty for sinks that have none. */
  directory: string;
  /** Path template of partitions. */
  template: string;
  /** Preferred extension of the format, with the suffix of the compression; without its dot. */
  extension: string;
  create(force: boolean, origin: Origin, tell?: Tell): Sink;
}

/** Finds the sink and encoder of a target. Throws a UsageError when there is none. */
export function resolveTarget(catalogs: Catalogs, table: Pick<Table, "path">, options: TargetOptions): Target {
  const { url } = options;
  const definition = Object.values(catalogs.sinks).find((sink) => sink.match(url));
  if (!definition) {
    throw new UsageError(
      `no sink takes the target ${url}; there are: ${Object.values(catalogs.sinks)
        .map((sink) => sink.summary)
        .join("; ")}`,
    );
  }
  // what is no file has no name to share: each shard makes its share
  const place =
    definition.stores === "files"
      ? placeOf(catalogs, definition, url, table.path)
      : { directory: "", template: "{table}-{shard}" };
  const named = Object.values(catalogs.compressions ?? {}).find(({ suffix }) => place.template.endsWith(suffix));
  const plain = named ? place.template.slice(0, -named.suffix.length) : place.template;
  const format = options.format ?? formatOf(catalogs, plain) ?? "ndjson";
  const { encoder, compression, formatOptions } = encodingOf(catalogs, format, named, options);
  const suffix = compression?.suffix ?? "";
  const extension = encoder.extensions[0] + suffix;
  // a table's own template may carry another format's extension; a path the user named is left as it is
  const whole = place.own
    ? plain.replace(/\.[a-z]+$/, (own) => (encoder.extensions.includes(own) ? own + suffix : extension))
    : place.template;
  const template = options.cells === undefined ? whole : numbered(whole);
  if (definition.stores === "files" && !template.endsWith(suffix) && !template.endsWith("{ext}"))
    throw new UsageError(`--to ${url} with --compress ${compression?.type}: end the name in ${suffix}`);
  return {
    options: { ...options, formatOptions },
    definition,
    format,
    encoder,
    compression,
    directory: place.directory,
    template,
    extension: extension.slice(1),
    create: (force, origin, tell) =>
      definition.create(
        {},
        {
          url,
          directory: place.directory,
          encode: (schema) => encoder.open(schema, origin),
          compression,
          mediaType: encoder.mediaType,
          spool: options.spool,
          force,
          tell,
        },
      ),
  };
}

/** With the number of each file before the extension, unless the path has it elsewhere. */
function numbered(template: string): string {
  if (template.includes("{part}")) return template;
  return template.replace(/((\.\{ext\}|\.[a-z]+(\.(gz|zst))?)?)$/i, "-{part}$1");
}

interface Encoding {
  encoder: Encoder;
  compression?: Compression;
  formatOptions?: TargetOptions["formatOptions"];
}

/** The encoder of a format, and what compresses its bytes: that is asked for, or named by a suffix, or the format's own. */
function encodingOf(
  catalogs: Catalogs,
  format: string,
  named: Compression | undefined,
  { url, compress, formatOptions }: TargetOptions,
): Encoding {
  if (!Object.hasOwn(catalogs.encoders, format)) {
    const known = Object.keys(catalogs.encoders);
    const near = suggest(format, known);
    throw new UsageError(
      `unknown format ${format}; there are ${known.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
    );
  }
  const { options, create } = catalogs.encoders[format];
  const own = Object.hasOwn(options.shape, "compression");
  if (own && named)
    throw new UsageError(`--to ${url}: ${format} files compress their own columns; leave out ${named.suffix}`);
  const chosen = own && compress ? { ...formatOptions, compression: compress } : formatOptions;
  const checked = options.safeParse(chosen ?? {});
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues;
    throw new UsageError(`format ${format}, option ${path.join(".")}: ${message}`);
  }
  const encoder = create(checked.data, undefined);
  return {
    encoder,
    formatOptions: chosen,
    ...(own ? {} : { compression: compressionOf(catalogs, named, { url, compress }) }),
  };
}

function compressionOf(
  { compressions = {} }: Catalogs,
  named: Compression | undefined,
  { url, compress }: TargetOptions,
): Compression | undefined {
  if (compress === undefined) return named;
  if (!Object.hasOwn(compressions, compress))
    throw new UsageError(`unknown compression ${compress}; there are ${Object.keys(compressions).join(", ")}`);
  if (named && named !== compressions[compress])
    throw new UsageError(`--to ${url} is named for ${named.type}, and --compress says ${compress}: they must agree`);
  return compressions[compress];
}

/** The sink of a target of files, and the folder or bucket that its partitions start from; undefined for other sinks. */
export function directoryOf(
  catalogs: Catalogs,
  url: string,
): { definition: SinkDefinition; directory: string } | undefined {
  const definition = Object.values(catalogs.sinks).find((sink) => sink.match(url));
  if (definition?.stores !== "files") return undefined;
  return { definition, directory: placeOf(catalogs, definition, url, "").directory };
}

/** Where manifests and unfinished files of a target stand. */
export function stateFolder(directory: string): string {
  return join(directory, ".fauxmetry");
}

/** The parts of a table that a shard stores in a target. */
export function partsOf(plan: Plan, table: Table, target: Target, order: Order, shard: Shard): Parts {
  const { template, extension, options } = target;
  const cut = options.cells === undefined ? undefined : { cells: options.cells, order };
  return partition(plan, table, template, extension, shard, cut);
}
