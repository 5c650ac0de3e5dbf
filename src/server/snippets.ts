/** Address that examples are written for. */
const SERVER = "http://127.0.0.1:8000";

/** A query as it stands in a URL, readable where it may be. */
export function queryText(query: Readonly<Record<string, string>>): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** How a stream is read with curl, Python and JavaScript, by language. */
export function examplesOf(path: string, query: Readonly<Record<string, string>>): Record<string, string> {
  const url = SERVER + path + queryText(query);
  return {
    sh: `curl -N '${url}'`,
    python: [
      "import requests",
      "",
      `with requests.get("${url}", stream=True) as answer:`,
      "    for line in answer.iter_lines():",
      "        print(float(line))",
    ].join("\n"),
    js: [
      `const answer = await fetch("${url}");`,
      "for await (const text of answer.body.pipeThrough(new TextDecoderStream())) console.log(text);",
    ].join("\n"),
  };
}

/** The same in Markdown. */
export function snippets(path: string, query: Readonly<Record<string, string>>): string {
  return Object.entries(examplesOf(path, query))
    .map(([language, code]) => `\`\`\`${language}\n${code}\n\`\`\``)
    .join("\n\n");
}
