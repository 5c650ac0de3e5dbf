import { existsSync, readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { fauxmetry, folder, inside, killWhen, start } from "../cli/harness.ts";
import { linesOf, rowsOf } from "./support.ts";

/** A server that answers so; `headers` of the last request are kept. */
async function serving(type: string, answer: string | ((response: ServerResponse) => void)) {
  const seen = { authorization: "" as string | undefined };
  const server = createServer((request, response) => {
    seen.authorization = request.headers.authorization;
    response.setHeader("content-type", type);
    if (typeof answer === "string") response.end(answer);
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/rows`, seen };
}

const LINES = `{"ts":"2025-01-01T00:00:00Z","id":"a","load":1.5,"ok":true,"at":{"lat":48.1}}
{"ts":"2025-01-01T00:00:00Z","id":"b","load":2,"ok":null,"at":{"lat":48.2}}

{"ts":"2025-01-01T00:01:00.250Z","id":"a","load":3,"ok":false,"at":{"lat":48.1}}`;

describe("rows of a URL", () => {
  test("lines of JSON, into CSV and a database at once; times and ids are known by their names", async () => {
    const cwd = folder();
    const { url, seen } = await serving("application/x-ndjson", LINES);
    const { code, stderr } = await inside([
      ...["collect", url, "--to", join(cwd, "x.csv"), "--to", `sqlite:${cwd}/x.db`, "--table", "loads"],
      ...["--header", "Authorization: Bearer abc"],
    ]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^3 rows of http/)]);
    expect(seen.authorization).toBe("Bearer abc");
    expect(linesOf(join(cwd, "x.csv"))).toEqual([
      "ts,id,load,ok,at.lat",
      "2025-01-01T00:00:00.000Z,a,1.5,true,48.1",
      "2025-01-01T00:00:00.000Z,b,2,,48.2",
      "2025-01-01T00:01:00.250Z,a,3,false,48.1",
    ]);
    expect(rowsOf(join(cwd, "x.db"), "SELECT COUNT(*) AS n, SUM(load) AS load FROM loads")).toEqual([
      { n: 3, load: 6.5 },
    ]);
    // collected again, each row is there once
    await inside(["collect", url, "--to", `sqlite:${cwd}/x.db`, "--table", "loads"]);
    expect(rowsOf(join(cwd, "x.db"), "SELECT COUNT(*) AS n FROM loads")).toEqual([{ n: 3 }]);
    const other = await serving("application/x-ndjson", LINES);
    const refused = await inside(["collect", other.url, "--to", `sqlite:${cwd}/x.db`, "--table", "loads"]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("another scenario or seed")]);
  });

  test.each([
    ["a list", '[{"id":"a","v":1},{"id":"b","v":2}]', []],
    ["its only list of objects", '{"count":2,"rows":[{"id":"a","v":1},{"id":"b","v":2}]}', []],
    ["what a path leads to", '{"data":{"x":[1],"y":[{"id":"a","v":1},{"id":"b","v":2}]}}', ["--at", "data.y"]],
  ])("a JSON document: %s", async (_, body, flags) => {
    const { url } = await serving("application/json; charset=utf-8", body);
    const { stdout } = await inside(["collect", url, "--to", "-", ...flags]);
    expect(stdout).toBe('{"id":"a","v":1}\n{"id":"b","v":2}\n');
  });

  test("columns chosen, in order, with types", async () => {
    const { url } = await serving(
      "text/plain",
      '{"when":1735689600,"n":1,"x":"a"}\n{"when":1735689660.5,"n":2,"y":1}\n',
    );
    const { stdout } = await inside(["collect", url, "--to", "-", "--format", "csv", "--columns", "n:int,when:time"]);
    expect(stdout).toBe("n,when\n1,2025-01-01T00:00:00.000Z\n2,2025-01-01T00:01:00.500Z\n");
  });

  test.each([
    ['{"id":"a","v":1}\n{"id":"b","v":"two"}', [], 'row 2: v is "two", expected float'],
    ['{"id":"a","v":1}\n{"id":"b","v":2,"w":3}', ["--columns", "id,v:int,q"], ""],
    ['{"id":"a","v":1}\n[1]', [], "line 2: expected an object; found [1]"],
    ['{"id":"a","v":1}\nnope', [], "line 2 is no JSON"],
    [
      '{"id":12345678901234567890,"v":1}',
      [],
      "row 1: id is 12345678901234567000, expected text, for numbers hold 15 digits",
    ],
    ['{"id":"a","v":1e400}', [], "row 1: v is Infinity, expected float"],
    ["", [], "answered without any row"],
    ['{"id":"a"}', ["--key", "idd"], "did you mean id?"],
    ['{"id":"a"}', ["--columns", "id:string"], "there is no type string"],
  ])("%s with %j", async (body, flags, message) => {
    const cwd = folder();
    const { url } = await serving("application/x-ndjson", body);
    const { code, stderr } = await inside(["collect", url, "--to", join(cwd, "x.ndjson"), ...flags]);
    expect(code === 0).toBe(message === "");
    expect(stderr).toContain(message);
    expect(existsSync(join(cwd, "x.ndjson"))).toBe(message === "");
  });

  test("a column that comes later is not lost without a word", async () => {
    const rows = Array.from({ length: 2000 }, (_, i) =>
      JSON.stringify({ id: `${i}`, ...(i === 1500 ? { extra: 1 } : {}) }),
    );
    const { url } = await serving("application/x-ndjson", rows.join("\n"));
    const { stderr } = await inside(["collect", url, "--to", join(folder(), "x.csv")]);
    expect(stderr).toContain("row 1501 has a new column extra: name the columns with --columns");
  });

  test("a stream without an end: what came until Ctrl-C is kept", async () => {
    const cwd = folder();
    let sent = 0;
    const { url } = await serving("application/x-ndjson", (response) => {
      const timer = setInterval(() => response.write(`{"id":"a","v":${sent++}}\n`), 5);
      response.on("close", () => clearInterval(timer));
    });
    const child = start(cwd, ["collect", url, "--to", "x.ndjson", "--timeout", "60"]);
    const { code, stderr } = await killWhen(child, () => sent > 50, "SIGINT");
    expect([code, stderr]).toEqual([130, expect.stringMatching(/^\d+ rows of http/)]);
    const lines = readFileSync(join(cwd, "x.ndjson"), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.map((line) => JSON.parse(line).v)).toEqual(lines.map((_, i) => i));
  });

  test("redirects are followed, and what is secret stays with the host it was meant for", async () => {
    const other = await serving("application/x-ndjson", '{"id":"a","v":1}');
    let target = other.url;
    const first = await serving("text/plain", (response) => response.writeHead(302, { location: target }).end());
    const go = () => inside(["collect", first.url, "--to", "-", "--header", "Authorization: Bearer abc"]);
    expect((await go()).stdout).toBe('{"id":"a","v":1}\n');
    expect([first.seen.authorization, other.seen.authorization]).toEqual(["Bearer abc", undefined]);
    target = "/rows";
    expect((await go()).stderr).toMatch(/leads to \/rows, after too many others/);
    target = "ftp://example.org/";
    expect((await go()).stderr).toMatch(/leads to ftp:\/\/example\.org\/, which is no URL/);
  });

  test("an answer may be compressed", async () => {
    const { url } = await serving("application/x-ndjson", (response) => {
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync('{"id":"a","v":1}\n'));
    });
    expect((await inside(["collect", url, "--to", "-"])).stdout).toBe('{"id":"a","v":1}\n');
  });

  test("what breaks off, or a document that does not go on, is told", async () => {
    const cut = await serving("application/x-ndjson", (response) => {
      response.write('{"id":"a","v":1}\n', () => response.destroy());
    });
    const outcome = await inside(["collect", cut.url, "--to", join(folder(), "x.csv")]);
    expect([outcome.code, outcome.stderr]).toEqual([1, expect.stringMatching(/broke off after line 1: aborted/)]);
    const silent = await serving("application/json", (response) => void response.write("["));
    const { stderr } = await inside(["collect", silent.url, "--to", "-", "--timeout", "0.2"]);
    expect(stderr).toMatch(/broke off: .* was silent for 0\.2 s/);
  });

  test("mistakes on the command line", async () => {
    const cwd = folder();
    expect((await fauxmetry(cwd, ["collect", "http://127.0.0.1:1/", "--to", "x.csv", "--retries", "0"])).code).toBe(3);
    expect((await inside(["collect", "http://127.0.0.1:1/"])).stderr).toContain("where to?");
    expect((await inside(["collect", "--to", "x.csv"])).stderr).toContain("--to stores rows of a URL");
    expect((await inside(["collect", "http://", "--to", "x.csv"])).stderr).toContain("expected a URL");
    expect((await inside(["collect", "rows.json", "--to", "x.csv"])).stderr).toContain("expected a URL");
  });
});
