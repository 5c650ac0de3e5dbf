import { derive, fork } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import { VARIABLE } from "./path-template.ts";
import type { Plan, Table } from "./plan.ts";

/** Most values of a column of the inventory that are told apart. */
const TOLD = 40;

/** What each variable of a path looks like to a shell. */
const GLOBS: Readonly<Record<string, string>> = { date: "*-*-*" };

/** How often a table's files come, by what tells them apart. */
function updateOf({ path }: Table): string {
  return path.includes("{hour}") ? "1 hr" : "24 hr";
}

/** 128 bits of a seed, in hex: whose data it is. */
function customerOf(seed: Plan["key"]): string {
  const key = derive(seed, "customer");
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, "0");
  return [fork(key, 0), fork(key, 1)].map(({ a, b }) => hex(a) + hex(b)).join("");
}

/**
 * The README of a folder that holds an inventory and the files of a table, for whoever reads them: front matter for
 * programs (whose data, the inventory's name, a pattern of the files' names, how often one comes), then text. The same for
 * the same plan.
 */
export function readmeOf(plan: Plan, inventory: string): string {
  const { scenario, key, entities } = plan;
  const [table] = plan.tables;
  const pattern = table.path.replace(VARIABLE, (_, name: string) => GLOBS[name] ?? "*");
  return `---
glcp_customer_id: ${customerOf(key)}
devices: ${inventory}
data: ${pattern}
update: ${updateOf(table)}
---

# ${scenario.name}

## Description

${scenario.description ?? "Telemetry of the entities in the inventory."}
All of it is synthetic: made by a program from the seed ${scenario.seed}, after no real place, person or machine.

## Metadata

\`${inventory}\` has a row for each entity: ${names(entities)}. \`${entities.schema.key[0]}\` is unique, and every row of data
has one that is in the inventory.

Files called \`${pattern}\` have the columns ${names(table)}.
Each entity, time${table.shape === "long" ? " and measurement" : ""} is there exactly once.

${measured(plan, table)}

## Deployment

${placesOf(plan, scenario)}

Files are whole when they appear here, or in the object storage that this folder is copied to; none is changed later.
Look for new ones every ${updateOf(table)}, or have the storage tell you.
`;
}

function names({ schema }: Table): string {
  return schema.fields.map(({ name }) => `\`${name}\``).join(", ");
}

/** The metrics that a table shows, a row each. */
function measured({ metrics, scenario }: Plan, table: Table): string {
  const rows = table.metrics.map((m, i) => {
    const { name, unit } = metrics[m];
    return `| ${table.names[i] ?? name} | ${unit ?? ""} | ${scenario.metrics[name].description ?? ""} |`;
  });
  return ["| measurement | unit | meaning |", "|---|---|---|", ...rows].join("\n");
}

/** How many entities there are, and of columns of the inventory with few values, how many have each. */
function placesOf({ inventory, entities }: Plan, { zone }: Scenario): string {
  const lines = entities.sources.flatMap((source, c) => {
    if (source.kind !== "tag") return [];
    const counts = new Map<string, number>();
    for (let e = 0; e < inventory.size; e++) {
      const value = String(source.tag.at(e) ?? "");
      counts.set(value, (counts.get(value) ?? 0) + 1);
      if (counts.size > TOLD) return [];
    }
    const told = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, n]) => `${value} (${n})`);
    return [`- ${entities.schema.fields[c].name}: ${told.join(", ")}`];
  });
  return [`${inventory.size} entities; times are in ${zone}.`, ...(lines.length > 0 ? ["", ...lines] : [])].join("\n");
}
