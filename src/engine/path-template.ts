/** A variable of a path template, such as `{date}` or `{tag.region}`. */
export const VARIABLE = /\{([^{}]*)\}/g;

/** What keeps a path template from naming files below its folder, if anything does. */
export function templateProblem(template: string): string | undefined {
  if (template.includes("\0")) return "a path has no zero bytes";
  const names = template.split(/[\\/]/);
  // a dot first would hide a file, leave the folder, or name the program's own
  if (names.every((name) => name !== "" && !name.startsWith("."))) return undefined;
  return "expected names with / between them, none empty and none beginning with a dot";
}

/**
 * A value as part of one name in a path: what a file system or a shell could misread, and a dot that comes first, is
 * percent-encoded. Different values stay different, but for `_`, which also stands for the empty one.
 */
export function pathSafe(value: string): string {
  return value.replace(/^\.|[^\p{L}\p{N} _.,@+=:-]/gu, percent) || "_";
}

function percent(character: string): string {
  if (/\p{Cs}/u.test(character)) return `%u${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return Buffer.from(character).toString("hex").toUpperCase().replace(/../g, "%$&");
}

/** Whether two templates could give one path, by what stands before their first variables and after their last. */
export function mayMeet(a: string, b: string): boolean {
  const [one, other] = [a, b].map((template) => [template.split("{", 1)[0], template.split("}").at(-1) as string]);
  const starts = one[0].startsWith(other[0]) || other[0].startsWith(one[0]);
  return starts && (one[1].endsWith(other[1]) || other[1].endsWith(one[1]));
}
