import type { FastifySchemaCompiler } from "fastify";
import type { z } from "zod";
import { type Issue, ScenarioError } from "../core/error.ts";
import { defOf, memberOf, unwrap } from "../engine/schema-walk.ts";
import { parseWith } from "../engine/zod-issues.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Checks what a request brings; every mistake is told in plain words. Throws nothing: fastify takes the error. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const written = httpPart === "querystring" || httpPart === "params";
  return (found: unknown) => {
    const issues: Issue[] = [];
    const value = written ? readTexts(schema, found as Record<string, unknown>, issues) : found;
    const parsed = parseWith(schema, value, []);
    issues.push(...parsed.issues);
    return issues.length > 0 ? { error: new ScenarioError(issues) } : { value: parsed.output };
  };
};

/** The values that the texts of a query or path stand for. */
export function readTexts(schema: z.ZodType, texts: Record<string, unknown>, issues: Issue[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const values = Array.isArray(text) ? text : [text];
      if (values.length > 1)
        issues.push({ path: [name], message: `is given ${values.length} times; expected it once` });
      return [name, valueIn(memberOf(schema, texts, name) as z.ZodType | undefined, String(values[0]))];
    }),
  );
}

/** Numbers, yes and no are written plainly; lists and mappings as JSON; everything else is text. */
function valueIn(schema: z.ZodType | undefined, text: string): unknown {
  const kind = schema && defOf(unwrap(schema)).type;
  if (kind === "string" || kind === "enum") return text;
  if (kind === "boolean" && /^(?:1|0|true|false)$/.test(text)) return text === "1" || text === "true";
  if (NUMBER.test(text)) return Number(text);
  if (!/^[[{"]|^(?:true|false|null)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
