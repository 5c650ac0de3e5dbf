import { z } from "zod";
import { duration, milliseconds } from "../core/duration.ts";
import { type Issue, type Locate, ScenarioError } from "../core/error.ts";
import { instant, parseInstant } from "../core/instant.ts";
import { suggest } from "../core/suggest.ts";
import { utc } from "../core/zone.ts";
import { load } from "../engine/load.ts";
import { parseWith } from "../engine/zod-issues.ts";
import type { Audience, Silence } from "../rules/announce.ts";
import { PLACEHOLDERS } from "../rules/notification.ts";
import { createRule, type Rule, rule } from "../rules/rule.ts";
import type { Channel, ChannelContext } from "./channels/channel.ts";
import { channels } from "./channels/index.ts";

const id = z.string().regex(/^[\w.-]{1,60}$/, { error: "expected a name of letters, digits, _ . and -" });

const send = z
  .union(
    Object.values(channels).map(({ type, options, summary }) =>
      z.strictObject({ [type]: options.meta({ description: summary }) }),
    ),
  )
  .meta({ description: "What takes the notifications.", examples: [{ log: { path: "alerts.log" } }] });

const channel = z.strictObject({
  send,
  rules: z.array(z.string()).optional().meta({ description: "Rules it hears of; all unless given." }),
  repeat: duration.optional().meta({ description: "Tells an open incident again after so long; never unless given." }),
  resolved: z.boolean().default(true).meta({ description: "Tells when incidents are over." }),
  template: z
    .string()
    .optional()
    .meta({ description: `The text, with ${PLACEHOLDERS.map((name) => `{${name}}`).join(" ")}.` }),
});

const silence = z.strictObject({
  rule: z.string().optional().meta({ description: "The rule that is silent; all unless given." }),
  series: z.array(z.string()).optional().meta({ description: "Values of its `by`; all unless given." }),
  from: instant.meta({ description: "Since when, in UTC unless it says otherwise." }),
  to: instant.meta({ description: "Until when." }),
});

/** A file of rules. */
export const monitorFile = z.strictObject({
  database: z
    .string()
    .optional()
    .meta({ description: "sqlite:x.db or duckdb:x.duckdb.", examples: ["sqlite:x.db"] }),
  rules: z.record(id, rule).meta({ description: "Rules by name." }),
  channels: z.record(id, channel).default({}).meta({ description: "Who is told, by name." }),
  silences: z.array(silence).default([]).meta({ description: "When nobody is told; incidents are kept all the same." }),
});

/** Someone who is told. */
export interface Receiver extends Audience {
  readonly template?: string;
  readonly send: Channel;
}

/** Rules and who is told of them, made ready. */
export interface Monitoring {
  readonly database?: string;
  readonly rules: readonly Rule[];
  readonly receivers: readonly Receiver[];
  readonly silences: readonly Silence[];
}

/** Reads a file of rules: YAML, JSON or a module; throws a ScenarioError with every mistake where it stands. */
export async function readMonitorFile(path: string, context: ChannelContext): Promise<Monitoring> {
  const { input, locate } = await load(path);
  return createMonitoring(input, context, locate);
}

/** Makes rules ready that are given as plain data. */
export function createMonitoring(
  input: unknown,
  context: ChannelContext,
  locate: Locate = () => undefined,
): Monitoring {
  const { output, issues } = parseWith(monitorFile, input, []);
  refuse(issues, locate);
  const file = output as z.output<typeof monitorFile>;
  refuse(unknownNames(file), locate);
  const at = (text: string, as: "start" | "end") => parseInstant(text, { now: 0, zone: utc, as });
  return {
    database: file.database,
    rules: Object.entries(file.rules).map(([name, one]) => createRule(name, one)),
    receivers: Object.entries(file.channels).map(([name, { send, repeat, ...rest }]) => {
      const [[kind, options]] = Object.entries(send) as [keyof typeof channels, never][];
      return {
        ...rest,
        name,
        repeat: repeat === undefined ? undefined : milliseconds(repeat),
        send: channels[kind].create(options, context),
      };
    }),
    silences: file.silences.map(({ from, to, ...rest }) => ({ ...rest, from: at(from, "start"), to: at(to, "end") })),
  };
}

function refuse(issues: readonly Issue[], locate: Locate): void {
  if (issues.length === 0) return;
  throw new ScenarioError(
    issues.map((issue) => ({ ...issue, location: issue.location ?? locate(issue.path, issue.key) })),
  );
}

function unknownNames({ rules, channels, silences }: z.output<typeof monitorFile>): Issue[] {
  const known = Object.keys(rules);
  const named = [
    ...Object.entries(channels).flatMap(([name, { rules = [] }]) =>
      rules.map((rule, i) => ({ rule, path: ["channels", name, "rules", i] })),
    ),
    ...silences.flatMap(({ rule }, i) => (rule === undefined ? [] : [{ rule, path: ["silences", i, "rule"] }])),
  ];
  const strange = named
    .filter(({ rule }) => !known.includes(rule))
    .map(({ rule, path }) => ({
      path,
      message: `there is no rule \`${rule}\`; there are ${known.join(", ")}`,
      suggestion: suggest(rule, known),
    }));
  const templates = Object.entries(channels).flatMap(([name, { template = "" }]) =>
    [...template.matchAll(/\{(\w+)\}/g)]
      .map(([, placeholder]) => placeholder)
      .filter((placeholder) => !(PLACEHOLDERS as readonly string[]).includes(placeholder))
      .map((placeholder) => ({
        path: ["channels", name, "template"],
        message: `there is no {${placeholder}}; there are ${PLACEHOLDERS.join(", ")}`,
        suggestion: suggest(placeholder, PLACEHOLDERS),
      })),
  );
  return [...strange, ...templates];
}
