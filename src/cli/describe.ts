import { Document } from "yaml";
import { z } from "zod";
import { catalogs } from "../catalog.ts";
import type { EffectCatalog } from "../core/effect.ts";
import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { queryOf } from "../server/catalog-query.ts";
import { examplesOf } from "../server/snippets.ts";
import { KINDS } from "./list.ts";
import { optionRows, sharedKinds } from "./option-rows.ts";
import { print, printJson, styleOf, widthOf } from "./style.ts";
import { wrap } from "./text-table.ts";

interface Found {
  kind: (typeof KINDS)[number];
  type: string;
  summary: string;
  options: z.ZodType;
  example: unknown;
}

/** The definitions of a name: one kind may have a `uniform` and another as well. */
export function findDefinitions(name: string): Found[] {
  return KINDS.flatMap((kind) => {
    const definitions = catalogs[kind] as Record<string, Omit<Found, "kind">>;
    return Object.hasOwn(definitions, name) ? [{ ...definitions[name], kind }] : [];
  });
}

export function describe(name: string, flags: { json?: boolean }): void {
  const found = findDefinitions(name);
  if (found.length === 0) {
    const near = suggest(
      name,
      KINDS.flatMap((kind) => Object.keys(catalogs[kind])),
    );
    throw new UsageError(
      `nothing is called \`${name}\`${near ? `; did you mean ${near}?` : "; fauxmetry list tells what there is"}`,
    );
  }
  if (!flags.json) {
    print(found.map(describeOne).join("\n\n"));
    return;
  }
  const schemas = found.map(({ kind, type, summary, options }) => ({
    kind,
    type,
    summary,
    options: z.toJSONSchema(options, { io: "input", target: "draft-7" }),
  }));
  printJson(schemas);
}

function describeOne({ kind, type, summary, options, example }: Found): string {
  const { bold, cyan, dim } = styleOf(process.stdout);
  const width = Math.min(100, widthOf(process.stdout));
  const rows = optionRows(options);
  const lines = [`${bold(type)} ${dim(`(${classOf(kind, type)})`)}`, ...wrap(summary, width).split("\n"), ""];
  if (rows.length === 0) lines.push("It has no options.");
  else if (kind === "presets") lines.push("Options, set with --set name=value:", "");
  else if (kind === "encoders") lines.push("Options, set with --format-option name=value:", "");
  for (const { name, type: accepts, fallback, description, examples } of rows) {
    lines.push(
      `  ${cyan(name)}  ${dim(`${accepts}${fallback === undefined ? ", required" : fallback === "" ? "" : `, default ${fallback}`}`)}`,
    );
    const text = examples.length > 0 ? `${description} For example ${examples.join(", ")}.` : description;
    lines.push(
      ...wrap(text, width - 6)
        .split("\n")
        .map((line) => `      ${line}`),
    );
  }
  for (const { name, description: text } of sharedKinds(options))
    lines.push("", ...wrap(`${name}: ${text}`, width).split("\n"));
  return [...lines, "", ...usage(kind, type, example)].join("\n");
}

/** `signal`; of what has a label also its family and what it changes: `anomaly, collective, changes values`. */
function classOf(kind: Found["kind"], type: string): string {
  const effects: EffectCatalog = kind === "anomalies" ? catalogs.anomalies : kind === "faults" ? catalogs.faults : {};
  const name = kind === "anomalies" ? "anomaly" : kind.slice(0, -1);
  return type in effects ? `${name}, ${effects[type].family}, changes ${effects[type].changes}` : name;
}

/** How it is read from a server, in three languages. */
function served(kind: "signals" | "anomalies", type: string): string[] {
  const query = queryOf(kind, catalogs[kind][type as never]);
  if (!query) return [];
  const programs = Object.entries(examplesOf(`/v1/${kind}/${type}`, query.example)).flatMap(([language, code]) => [
    `  ${language}:`,
    ...code.split("\n").map((line) => `    ${line}`.trimEnd()),
  ]);
  return ["", "As a stream of fauxmetry serve:", ...programs];
}

/** How it is written. */
function usage(kind: Found["kind"], type: string, example: unknown): string[] {
  const block = (value: unknown) =>
    new Document(value)
      .toString({ flowCollectionPadding: true })
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`);
  switch (kind) {
    case "presets":
      return ["Example:", `  fauxmetry run ${type} --last 1h --to out/`];
    case "signals":
      return ["Example, as a link of a metric's chain:", ...block([{ [type]: example }]), ...served(kind, type)];
    case "schedules":
      return ["Example:", ...block({ schedule: { [type]: example } })];
    case "anomalies":
      return ["Example:", ...block({ effect: { [type]: example } }), ...served(kind, type)];
    case "faults":
      return ["Example:", ...block({ effect: { [type]: example } })];
    case "encoders":
      return ["Example:", `  fauxmetry run smart-meter --last 1h --to out/ --format ${type}`];
    default:
      return [];
  }
}
