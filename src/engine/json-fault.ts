const token =
  /[ \t\n\r]*(?:([{}[\],:])|("[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\p{Cc}]*)*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

const EXPECTED = {
  value: "a value",
  element: "a value or ]",
  name: "a name in double quotes or }",
  nextName: "a name in double quotes",
  colon: "a colon",
  comma: "a comma or the closing bracket",
  end: "the end of the file",
};
type State = keyof typeof EXPECTED;

/** Where a text stops being JSON and what should stand there; undefined when all of it is JSON. */
export function jsonFault(text: string): { offset: number; expected: string } | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    // the platform's message does not always tell the place
  }
  const open: string[] = [];
  let state: State = "value";
  let offset = 0;
  while (true) {
    token.lastIndex = offset;
    const match = token.exec(text);
    const next: State | undefined = match === null ? undefined : step(state, match[1], match[2] !== undefined, open);
    if (match === null || next === undefined) break;
    state = next;
    offset += match[0].length;
  }
  return { offset: offset + /^[ \t\n\r]*/.exec(text.slice(offset))![0].length, expected: EXPECTED[state] };
}

/** The state after a token: a mark, or a value, which may be quoted. Undefined when it may not stand there. */
function step(state: State, mark: string | undefined, quoted: boolean, open: string[]): State | undefined {
  const wantsValue = state === "value" || state === "element";
  if (mark === undefined) {
    if (wantsValue) return open.length === 0 ? "end" : "comma";
    return quoted && (state === "name" || state === "nextName") ? "colon" : undefined;
  }
  if (wantsValue && (mark === "[" || mark === "{")) {
    open.push(mark);
    return mark === "[" ? "element" : "name";
  }
  const inside = open[open.length - 1];
  const closes =
    (mark === "]" && inside === "[" && state !== "value") || (mark === "}" && inside === "{" && state !== "nextName");
  if (closes && (state === "comma" || state === "element" || state === "name")) {
    open.pop();
    return open.length === 0 ? "end" : "comma";
  }
  if (mark === ":" && state === "colon") return "value";
  if (mark === "," && state === "comma") return inside === "[" ? "value" : "nextName";
  return undefined;
}
