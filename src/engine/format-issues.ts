import { type Issue, type Locate, type Location, pathText, type ScenarioError } from "../core/error.ts";
import { visible } from "./visible.ts";

/** Parts of a formatted issue that a caller may colour. */
export type Part = "place" | "message" | "frame" | "mark" | "hint";

export interface FormatOptions {
  /** Colours a part; by default all stays plain. */
  paint?: (text: string, part: Part) => string;
}

const MOST = 50;
const WIDTH = 100;

/** The lines around a place with a caret under it, long lines cut around the caret. */
function frame(location: Location, paint: (text: string, part: Part) => string): string {
  const lines = location.source.split(/\r?\n/);
  const { line, column, length = 1 } = location;
  const from = column > WIDTH - 20 ? column - 40 : 0;
  const gutter = String(Math.min(line + 1, lines.length)).length;
  const cut = (text: string): string => {
    const part = visible(text.slice(from, from + WIDTH));
    return `${from > 0 ? "…" : ""}${part}${text.length > from + WIDTH ? "…" : ""}`;
  };
  const out: string[] = [];
  for (let n = Math.max(1, line - 1); n <= Math.min(line + 1, lines.length); n++) {
    out.push(paint(`  ${String(n).padStart(gutter)} | ${cut(lines[n - 1])}`.trimEnd(), "frame"));
    if (n !== line) continue;
    const offset = column - 1 - from + (from > 0 ? 1 : 0);
    const marks = "^".repeat(Math.max(1, Math.min(length, from + WIDTH - column + 1)));
    out.push(`${paint(`  ${" ".repeat(gutter)} |`, "frame")} ${" ".repeat(offset)}${paint(marks, "mark")}`);
  }
  return out.join("\n");
}

interface Placed {
  issue: Issue;
  location: Location | undefined;
}

function order(a: Placed, b: Placed): number {
  if (!a.location || !b.location) return Number(!a.location) - Number(!b.location);
  return a.location.line - b.location.line || a.location.column - b.location.column;
}

function formatIssue({ issue, location }: Placed, paint: (text: string, part: Part) => string): string {
  const path = pathText(issue.path);
  const place = location ? `${location.file}:${location.line}:${location.column}` : path || "scenario";
  const context = location && path ? `${path}: ` : "";
  const out = [`${paint(visible(place), "place")} ${paint(visible(context + issue.message), "message")}`];
  if (location) out.push(frame(location, paint));
  if (issue.suggestion !== undefined) out.push(paint(`  did you mean ${visible(issue.suggestion)}?`, "hint"));
  return out.join("\n");
}

/**
 * The mistakes of a scenario as text: each with `file:line:column`, or its path where there is no file, what was found
 * and expected, the lines around it and the name probably meant. In the order of the file, each once, at most 50.
 */
export function formatIssues(
  error: ScenarioError,
  locate: Locate = () => undefined,
  options: FormatOptions = {},
): string {
  const paint = options.paint ?? ((text: string) => text);
  const placed = error.issues.map((issue) => ({ issue, location: issue.location ?? locate(issue.path, issue.key) }));
  const unique = new Map<string, Placed>();
  for (const each of placed.sort(order)) {
    const place = each.location ? `${each.location.line}:${each.location.column}` : pathText(each.issue.path);
    const name = `${place} ${each.issue.message}`;
    if (!unique.has(name)) unique.set(name, each);
  }
  const all = [...unique.values()];
  const shown = all.slice(0, MOST).map((each) => formatIssue(each, paint));
  if (all.length > MOST) shown.push(`and ${all.length - MOST} more`);
  return shown.join("\n\n");
}
