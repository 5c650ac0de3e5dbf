/** Names separated by commas, or JSON where one of them has a comma itself. */
export function listText(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return names.some((name) => /[,[{]|^\s|\s$/.test(name)) ? JSON.stringify(names) : names.join(",");
}

export function readList(text = ""): string[] {
  if (!text.startsWith("[")) return text.split(",").filter((name) => name !== "");
  const names = parsed(text);
  return Array.isArray(names) ? names.map(String) : [];
}

/** A query may be written by hand: what is no JSON chooses nothing. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text || "null");
  } catch {
    return null;
  }
}
