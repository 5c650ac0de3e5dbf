import { describe, expect, test } from "vitest";
import { hideSecrets } from "../../src/core/secret.ts";
import { lineWriter } from "../../src/sinks/stores/line-protocol.ts";
import { textRows } from "../../src/sinks/stores/text-rows.ts";
import { batchOf, ORIGIN, schema } from "../contract/store.ts";

describe("secrets", () => {
  test.each([
    ["postgres://me:pa55@host/db", "postgres://me:xxxxx@host/db"],
    ["mongodb+srv://me:p%40:x@a,b/db?x=1", "mongodb+srv://me:xxxxx@a,b/db?x=1"],
    ["could not reach redis://:pa55@host: refused", "could not reach redis://:xxxxx@host: refused"],
    ["influx+http://host:8086/?org=o&token=abc==&bucket=b", "influx+http://host:8086/?org=o&token=xxxxx&bucket=b"],
    ["sqlite:x.db at 10:30 of me@example.org", "sqlite:x.db at 10:30 of me@example.org"],
    ["postgres://me@host:5432/db", "postgres://me@host:5432/db"],
  ])("%s", (text, shown) => expect(hideSecrets(text)).toBe(shown));
});

describe("texts that stores read", () => {
  test("rows between tabs escape what would end a cell or a line", () => {
    expect(
      textRows([
        ["a\tb", 1.5, null, true],
        ["c\\d\r\n", -0.01, "", false],
      ]),
    ).toBe("a\\tb\t1.5\t\\N\ttrue\nc\\\\d\\r\\n\t-0.01\t\tfalse\n");
  });
  test("lines have ids as tags, the rest as fields, and leave out what is absent", () => {
    const line = lineWriter(schema);
    const batch = batchOf(0, 5);
    expect(line(batch, 0)).toBe(`readings,id=a value=0,note="plain",is_odd=false ${ORIGIN}\n`);
    expect(line(batch, 5)).toBe(`readings,id=c\\ d value=0.12,note="quote ' and \\"",is_odd=true ${ORIGIN + 60_000}\n`);
    expect(line(batch, 9)).toBe(`readings,id=a is_odd=true ${ORIGIN + 180_000}\n`);
  });
});
