import { Document, isCollection, isMap, isPair, isScalar, isSeq, type Node, type Pair } from "yaml";
import { z } from "zod";
import { type Scenario, scenario } from "../core/scenario.ts";
import type { LinkCatalogs } from "../engine/check.ts";
import { type AnySchema, idOf, memberOf } from "../engine/schema-walk.ts";
import { wrap } from "./text-table.ts";

const HEADER = ` yaml-language-server: $schema=./fauxmetry.schema.json
 (fauxmetry schema > fauxmetry.schema.json gives editors what may be written here)`;
const WIDTH = 96;

/** A scenario as block YAML; what a value means stands above its first use. */
export function commentedYaml(value: Scenario, catalogs: LinkCatalogs): string {
  const document = new Document(value, { version: "1.2" });
  document.commentBefore = HEADER;
  comment(document.contents as Node, value, scenario, { catalogs, told: new Set(), depth: 0 });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

interface Trail {
  catalogs: LinkCatalogs;
  /** Descriptions that stand above already. */
  told: Set<string>;
  depth: number;
}

function comment(node: unknown, value: unknown, schema: AnySchema, trail: Trail): void {
  if (!isCollection(node)) return;
  if (isFlow(node, schema)) {
    node.flow = true;
    return;
  }
  const kind = idOf(schema);
  for (const [i, member] of node.items.entries()) {
    const name = isPair(member) ? String(isScalar(member.key) ? member.key.value : member.key) : i;
    const below = (value as Record<string | number, unknown>)[name];
    const inner = isPair(member) ? member.value : member;
    const linked =
      kind === "signal" || kind === "schedule"
        ? (kind === "signal" ? trail.catalogs.signals : trail.catalogs.schedules)[name]
        : undefined;
    const next: AnySchema | undefined = linked?.options ?? memberOf(schema, value, name);
    const text = linked?.summary ?? (next && descriptionOf(next));
    if (isPair(member) && text !== undefined) tell(member, text, trail);
    if (next) comment(inner, below, next, { ...trail, depth: trail.depth + (isSeq(node) ? 2 : 1) });
  }
}

/** Lists of plain values, and values that differ per entity, read best on one line. */
function isFlow(node: Node, schema: AnySchema): boolean {
  if (isSeq(node))
    return (
      node.items.every((one) => isScalar(one) || (isMap(one) && idOf(schema) === "column")) && node.items.length > 0
    );
  return isMap(node) && (node.items.length === 0 || ["param", "column", "identifier"].includes(idOf(schema) ?? ""));
}

function descriptionOf(schema: AnySchema): string | undefined {
  const { description } = z.globalRegistry.get(schema) ?? {};
  if (description !== undefined) return description;
  const def = schema._zod.def as { innerType?: AnySchema };
  return def.innerType && descriptionOf(def.innerType);
}

function tell(pair: Pair, text: string, { told, depth }: Trail): void {
  if (told.has(text) || !isScalar(pair.key)) return;
  told.add(text);
  pair.key.commentBefore = wrap(text, WIDTH - 2 * depth)
    .split("\n")
    .map((line) => ` ${line}`)
    .join("\n");
}
