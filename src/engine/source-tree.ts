import type { Alias, Document, LineCounter, Node, Pair, ParsedNode, YAMLMap } from "yaml";
import { type Issue, type Locate, type Location, ScenarioError } from "../core/error.ts";
import { jsonFault } from "./json-fault.ts";
import { DEEPEST, FORBIDDEN, MOST_VALUES, messages } from "./plain.ts";
import { yaml } from "./yaml.ts";

/** Most words and marks of a text: what is parsed in about a second. */
const MOST_TOKENS = 250_000;

/** `2_000`: YAML 1.2 calls it a text. */
const GROUPED = /^[-+]?[1-9]\d{0,2}(?:_\d{3})+$/;

type Place = (start: number, end?: number) => Location;

function places(text: string, file: string): Place {
  let lines: LineCounter | undefined;
  return (start, end = start) => {
    if (!lines) {
      lines = new (yaml().LineCounter)();
      lines.addNewLine(0);
      for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) lines.addNewLine(i + 1);
    }
    const { line, col } = lines.linePos(Math.min(start, text.length));
    const lineEnd = text.indexOf("\n", start);
    const length = Math.max(1, Math.min(end, lineEnd < 0 ? text.length : lineEnd) - start);
    return { file, line, column: col, length, source: text };
  };
}

function refuse(issues: readonly Issue[]): never {
  throw new ScenarioError(issues);
}

/** Documents of a text. Depth and length are bounded here, before anything recurses over them. */
function compose(text: string, place: Place): Document.Parsed[] {
  const parser = new (yaml().Parser)();
  function* tokens() {
    let count = 0;
    for (const lexeme of new (yaml().Lexer)().lex(text)) {
      yield* parser.next(lexeme);
      const message =
        ++count > MOST_TOKENS
          ? `expected at most ${MOST_TOKENS} words and marks; put large tables into a CSV file`
          : parser.stack.length > DEEPEST
            ? messages.deep
            : undefined;
      if (message) refuse([{ path: [], message, location: place(parser.offset) }]);
    }
    yield* parser.end();
  }
  const composer = new (yaml().Composer)({
    version: "1.2",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  return [...composer.compose(tokens(), true, text.length)] as Document.Parsed[];
}

/** The one document of a text, free of syntax errors. */
function parse(text: string, language: "YAML" | "JSON", place: Place): Document.Parsed {
  const control = /(?![\t\n\r])\p{Cc}/u.exec(text);
  const code = control?.[0].charCodeAt(0).toString(16).padStart(4, "0").toUpperCase();
  if (control)
    refuse([
      { path: [], message: `expected text; found the control character U+${code}`, location: place(control.index) },
    ]);
  const fault = language === "JSON" && text.trim() !== "" ? jsonFault(text) : undefined;
  if (fault)
    refuse([{ path: [], message: `not valid JSON: expected ${fault.expected}`, location: place(fault.offset) }]);
  const documents = compose(text, place);
  const [document] = documents;
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    refuse(
      faults.slice(0, MOST_VALUES).map(({ message, pos }) => ({
        path: [],
        message: `not valid YAML: ${message.length > 200 ? `${message.slice(0, 200)}…` : message}`,
        location: place(pos[0], pos[1]),
      })),
    );
  if (documents.length > 1)
    refuse([
      { path: [], message: "expected one document; found another after ---", location: place(documents[1].range[0]) },
    ]);
  if (document.contents === null)
    refuse([{ path: [], message: "expected a scenario; the file is empty", location: place(0) }]);
  return document;
}

function nameOf(key: unknown): string | undefined {
  return yaml().isScalar(key)
    ? String(typeof key.value === "string" ? key.value : (key.source ?? key.value))
    : undefined;
}

/** The plain value of a text in YAML 1.2 or JSON, and where each part of it stands. */
export function readSource(text: string, file: string, language: "YAML" | "JSON"): { input: unknown; locate: Locate } {
  const place = places(text, file);
  const document = parse(text, language, place);
  const issues: Issue[] = [];
  const anchors = new Map<string, Node>();
  const anchored = new Set<Node>();
  const targets = new Map<Alias, Node>();
  const members = new Map<Node, Map<string, Pair<Node, Node | null>>>();
  let values = 0;

  const at = (node: Node): Location => place(node.range![0], node.range![1]);
  const fail = (node: Node, message: string): null => {
    if (issues.length < MOST_VALUES) issues.push({ path: [], message, location: at(node) });
    return null;
  };
  const build = (node: Node | null, depth: number): unknown => {
    if (node === null) return null;
    if (depth > DEEPEST) return refuse([{ path: [], message: messages.deep, location: at(node) }]);
    if (++values > MOST_VALUES) return refuse([{ path: [], message: messages.many, location: at(node) }]);
    if (yaml().isAlias(node)) return follow(node, depth);
    if ("anchor" in node && node.anchor !== undefined && !anchored.has(node)) {
      anchored.add(node);
      anchors.set(node.anchor, node);
    }
    if (yaml().isMap(node)) return mapping(node as YAMLMap<Node, Node | null>, depth);
    if (yaml().isSeq(node)) return node.items.map((element) => build(element as Node | null, depth + 1));
    return yaml().isScalar(node) ? scalar(node, node.value) : null;
  };
  const follow = (alias: Alias, depth: number): unknown => {
    const target = targets.get(alias) ?? anchors.get(alias.source);
    if (target === undefined)
      return fail(alias, `unknown alias *${alias.source}; there is no &${alias.source} before it`);
    targets.set(alias, target);
    return build(target, depth + 1);
  };
  const scalar = (node: Node & { source?: string; type?: string }, value: unknown): unknown => {
    if (typeof value === "number" && !Number.isFinite(value))
      return fail(node, messages.finite(node.source ?? String(value)));
    if (node.type === "PLAIN" && typeof value === "string" && GROUPED.test(value))
      return Number(value.replaceAll("_", ""));
    return value;
  };
  const mapping = (map: YAMLMap<Node, Node | null>, depth: number): unknown => {
    const known = new Map<string, Pair<Node, Node | null>>();
    members.set(map, known);
    const out: Record<string, unknown> = {};
    for (const pair of map.items) {
      const name = nameOf(pair.key);
      const key = pair.key ?? map;
      const first = name === undefined ? undefined : known.get(name);
      if (name === undefined) fail(key, "expected a text as the key");
      else if (FORBIDDEN.has(name)) fail(key, messages.forbidden(name));
      else if (first) fail(key, `the key \`${name}\` stands twice; first on line ${at(first.key).line}`);
      else {
        known.set(name, pair);
        out[name] = build(pair.value, depth + 1);
      }
    }
    return out;
  };

  const root = document.contents as ParsedNode;
  const input = build(root, 0);
  if (issues.length > 0) refuse(unfoldedOnce(issues));

  const locate: Locate = (path, key = false) => {
    let node: Node | null = root;
    let holder: Node = root;
    for (let i = 0; i < path.length; i++) {
      while (yaml().isAlias(node)) node = targets.get(node) ?? null;
      const pair: Pair<Node, Node | null> | undefined = node ? members.get(node)?.get(String(path[i])) : undefined;
      const next: Node | null | undefined = pair
        ? pair.value
        : yaml().isSeq(node)
          ? (node.items[Number(path[i])] as Node)
          : undefined;
      if (pair) holder = pair.key;
      else if (next) holder = next;
      if (!next || (key && i === path.length - 1)) return at(holder);
      node = next;
    }
    return at(node ?? holder);
  };
  return { input, locate };
}

/** An alias repeats the mistakes of what it stands for: each place counts once. */
function unfoldedOnce(issues: readonly Issue[]): Issue[] {
  const seen = new Map(
    issues.map((issue) => [`${issue.location!.line}:${issue.location!.column}:${issue.message}`, issue]),
  );
  return [...seen.values()];
}
