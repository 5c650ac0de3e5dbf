/** Control characters, invisible ones, those that change direction or break lines, and halves of pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text that cannot steer a terminal: what was invisible becomes a picture or a mark, a tab one space. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (c) => {
    if (c === "\t") return " ";
    return c < " " ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : "\ufffd";
  });
}

/** The same of each line: line breaks stay. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join("\n");
}

/** A value as indented JSON that cannot steer a terminal: what is invisible in texts is escaped, the value the same. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(INVISIBLE, (c) => {
    if (c === "\n") return c;
    return c.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  });
}
