import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInventory, inventoryOptions } from "../../src/core/inventory.ts";
import { seedKey } from "../../src/core/random.ts";
import { utc } from "../../src/core/zone.ts";
import { createInvent } from "../../src/engine/invent.ts";
import { parseTable, readTable } from "../../src/engine/table-file.ts";

function make(text: string | Uint8Array, options: Record<string, unknown> = {}) {
  const faults: string[] = [];
  const inventory = createInventory(inventoryOptions.parse({ from: "a.csv", ...options }), {
    key: seedKey(7),
    zone: () => utc,
    defaultZone: utc,
    invent: createInvent(),
    read: (path) => parseTable(typeof text === "string" ? Buffer.from(text) : text, path),
    fail: (path, message, meant) => void faults.push(`${path.join(".")}: ${message}${meant ? ` [${meant}]` : ""}`),
  });
  return { inventory, faults };
}

/** Ids and tags of a sound file: [ids, [name, type, ...values]...]. */
function shown(text: string | Uint8Array, options?: Record<string, unknown>) {
  const { inventory, faults } = make(text, options);
  expect(faults).toEqual([]);
  const { size, idOf, tags } = inventory!;
  const entities = Array.from({ length: size }, (_, e) => e);
  return [entities.map(idOf), ...tags.map((tag) => [tag.name, tag.type, ...entities.map((e) => tag.at(e))])];
}

describe("entities written in the scenario", () => {
  test("give ids and tags, the first as many as asked for", () => {
    const from = [
      { directory: "/a", base: 5, kind: "x" },
      { directory: "/b", base: 2.5 },
    ];
    expect(shown("", { from, id: "directory" })).toEqual([
      ["/a", "/b"],
      ["base", "float", 5, 2.5],
      ["kind", "text", "x", null],
    ]);
    expect(shown("", { from, id: "directory", count: 1 })[0]).toEqual(["/a"]);
  });

  test.each([
    [
      "too few of them",
      { from: [{ id: "x" }], count: 2 },
      "count: the inventory has 1 entities, fewer than the count of 2",
    ],
    ["two alike", { from: [{ id: "x" }, { id: "x" }] }, 'from: row 2: the `id` "x" is already that of row 1'],
    ["one without an id", { from: [{ id: "x", a: 1 }, { a: 1 }] }, "from: row 2: the `id` is empty"],
    ["a number for an id", { from: [{ id: 7 }] }, "from: row 1: the `id` is 7; expected a text in quotes"],
  ])("%s are refused", (_, options, message) => {
    expect(make("", options).faults).toEqual([message]);
  });
});

describe("an inventory file", () => {
  test("gives ids and tags of inferred types", () => {
    const text =
      "sn,whole,number,code,big,long,gap,word\na,1,1.5,007,8899070137,12345678901234567,,x\nb,-2,2e3,8,1,1,3,1\n";
    expect(shown(text)).toEqual([
      ["a", "b"],
      ["whole", "int", 1, -2],
      ["number", "float", 1.5, 2000],
      ["code", "text", "007", "8"],
      ["big", "fixed", 8899070137, 1],
      ["long", "text", "12345678901234567", "1"],
      ["gap", "int", null, 3],
      ["word", "text", "x", "1"],
    ]);
    expect(make(text).inventory!.idName).toBe("sn");
  });

  test.each<[string, string, Record<string, unknown>, string]>([
    ["id first of all", "x,sn,id\n1,2,3\n", {}, "3"],
    ["then sn", "x,meter_id,sn\n1,2,3\n", {}, "3"],
    ["then meter_id", "x,meter_id\n1,2\n", {}, "2"],
    ["else the first column", "x,y\n1,2\n", {}, "1"],
    ["or the one that is named", "x,id,y\n1,2,3\n", { id: "x", tags: {} }, "1"],
  ])("ids are taken from %s", (_, text, options, id) => {
    const usable = text.replace("x,id,y", "x,key,y");
    expect(shown(usable, options)[0]).toEqual([id]);
  });

  test.each<[string, string | Uint8Array]>([
    ["a byte order mark", "\ufeffid,a\nx,1\ny,2\n"],
    ["CRLF and blank lines", "id,a\r\nx,1\r\n\r\ny,2\r\n\r\n"],
    ["CR alone", "id,a\rx,1\ry,2"],
    ["no line end at the end", "id,a\nx,1\ny,2"],
    ["blanks around", "id , a\n x, 1\ny ,2 \n"],
    ["quotes", '"id","a"\n"x","1"\n"y",2\n'],
    ["semicolons", "id;a\nx;1\ny;2\n"],
    ["tabs", "id\ta\nx\t1\ny\t2\n"],
  ])("with %s is read", (_, text) => {
    expect(shown(text)).toEqual([
      ["x", "y"],
      ["a", "int", 1, 2],
    ]);
  });

  test("may be cut to its first rows, and given more tags", () => {
    const text = "id,a\nx,1\ny,2\nz,3\n";
    expect(shown(text, { count: 2, tags: { b: { template: "{a}/{id}" } } })).toEqual([
      ["x", "y"],
      ["a", "int", 1, 2],
      ["b", "text", "1/x", "2/y"],
    ]);
    expect(make(text, { count: 4 }).faults).toEqual(["count: a.csv has 3 entities, fewer than the count of 4"]);
  });

  test("its columns take the place of tags of their names", () => {
    const tags = { a: { uniform: [5, 6] }, b: { template: "{a}" } };
    expect(shown("id,a\nx,1\n", { tags })).toEqual([["x"], ["a", "int", 1], ["b", "text", "1"]]);
  });

  test("keeps the last zeros of numbers that all have as many decimals", () => {
    expect(shown("id,a,b,c\nx,17.3,1.5,1.50\ny,18.0,2.5,2.5\n").slice(1)).toEqual([
      ["a", "fixed", 17.3, 18],
      ["b", "float", 1.5, 2.5],
      ["c", "float", 1.5, 2.5],
    ]);
  });

  test("an entity is the same wherever its row stands", () => {
    const tags = { t: { uniform: [0, 1], decimals: 9 } };
    const [, , before] = shown("id,a\nx,1\ny,2\n", { tags });
    const [, , after] = shown("id,a\nw,0\ny,2\nx,1\n", { tags });
    expect([after[4], after[3]]).toEqual(before.slice(2));
  });

  test.each<[string, string | Uint8Array, Record<string, unknown>, string]>([
    ["a repeated id", 'id,a\nx,"1\n2"\ny,2\nx,3\n', {}, 'from: a.csv:5: the `id` "x" is already that of a.csv:2'],
    ["an empty id", "id,a\nx,1\n,2\n", {}, "from: a.csv:3: the `id` is empty"],
    [
      "no such id column",
      "sn,a\nx,1\n",
      { id: "sm" },
      "id: a.csv:1: no column `sm` to take the ids from; there are sn, a [sn]",
    ],
    [
      "an id format",
      "sn,a\nx,1\n",
      { id: { format: "E%06d" } },
      "id: expected the name of the column that holds the ids",
    ],
    ["a short row", "id,a\nx,1\ny\n", {}, "from: a.csv:3:2: expected 2 fields as in the header, found 1"],
    ["a long row", "id,a\nx,1,2\n", {}, "from: a.csv:2:5: expected 2 fields as in the header, found 3"],
    [
      "nothing",
      "",
      {},
      "from: a.csv:1:1: the file is empty; expected a header with the names of the columns, and rows",
    ],
    ["a header alone", "id,a\n", {}, "from: a.csv has no rows"],
    ["a column without a name", "id,\nx,1\n", {}, "from: a.csv:1:4: column 2 has no name in the header"],
    ["two columns of one name", "id,a,a\nx,1,2\n", {}, "from: a.csv:1:6: there are two columns called `a`"],
    ["an open quote", 'id,a\nx,"1\ny,2\n', {}, "from: a.csv:2:3: not CSV: the quote that opens here is never closed"],
    [
      "Latin-1",
      Buffer.from("id,a\nx,1\ny,caf\xe9\n", "latin1"),
      {},
      "from: a.csv:3:6: the text is not UTF-8 (perhaps Latin-1); save it as UTF-8",
    ],
    ["UTF-16", Buffer.from("\ufeffid,a\n", "utf16le"), {}, "from: a.csv:1:1: the text is UTF-16; save it as UTF-8"],
    ["zero bytes", "id,a\nx,\0\n", {}, "from: a.csv:2:3: not a text file: it has a zero byte"],
    [
      "a polluting column",
      "id,__proto__\nx,1\n",
      {},
      "from: a.csv:1: `__proto__` cannot be the name of a tag: it is reserved; rename the column",
    ],
    [
      "a hierarchy over it",
      "id\nx\n",
      { hierarchy: [{ name: "s", fanout: 2 }] },
      "hierarchy: a hierarchy cannot be laid over existing entities: their columns already tell where they are",
    ],
  ])("with %s is refused", (_, text, options, message) => {
    expect(make(text, options).faults).toEqual([message]);
  });

  test("is read beside the scenario, its bytes hashed; a missing one is named with the likely one", () => {
    const directory = mkdtempSync(join(tmpdir(), "table-"));
    try {
      writeFileSync(join(directory, "models.csv"), "id\nx\n");
      const hash = createHash("sha256");
      expect(readTable("models.csv", directory, hash).rows).toBe(1);
      expect(hash.digest("hex")).toBe(createHash("sha256").update("id\nx\n").digest("hex"));
      expect(() => readTable("model.csv", directory, createHash("sha256"))).toThrow(
        "there is no file model.csv; did you mean models.csv?",
      );
      expect(() => readTable(".", directory, createHash("sha256"))).toThrow("cannot read .: ");
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe("a catalog joined to an inventory", () => {
  const models = [
    { model: "a", watts: 100, cores: 4 },
    { model: "b", watts: 250, cores: 8 },
  ];
  const tags = { product: { catalog: models, on: "model" } };

  test("finds the row of what an entity is, and leaves what the inventory tells", () => {
    expect(shown("sn,model,cores,rack\ns1,b,6,7\ns2,a,2,7\n", { tags })).toEqual([
      ["s1", "s2"],
      ["model", "text", "b", "a"],
      ["cores", "int", 6, 2],
      ["rack", "int", 7, 7],
      ["watts", "int", 250, 100],
    ]);
  });

  test("draws a row where the inventory does not tell", () => {
    const [, ...columns] = shown("sn,rack\ns1,7\ns2,7\n", { tags });
    expect(columns.map(([name]) => name)).toEqual(["rack", "model", "watts", "cores"]);
    for (const row of [2, 3])
      expect(models).toContainEqual({ model: columns[1][row], watts: columns[2][row], cores: columns[3][row] });
  });

  test("refuses an entity that has no row, a row that comes twice and a column that is not there", () => {
    const faults = (catalog: object[], on = "model") =>
      make("sn,model\ns1,a\ns2,bb\n", { tags: { product: { catalog, on } } }).faults;
    expect(faults(models)).toEqual(['tags.product.on: s2 has the `model` "bb", which no row of the catalog has']);
    expect(faults([...models, models[0]])[0]).toContain('row 3: `model` "a" is that of row 1 too');
    expect(faults(models, "modle")).toEqual([
      "tags.product.on: no column `modle`; there are model, watts, cores [model]",
    ]);
  });
});

describe("a sorted inventory", () => {
  const text = "sn,rack\nc,1\nB,2\na,3\nA,4\n";
  test("is in the order of its ids, tags along with them", () => {
    expect(shown(text, { sorted: true })).toEqual([
      ["A", "B", "a", "c"],
      ["rack", "int", 4, 2, 3, 1],
    ]);
    expect(shown(text, { sorted: true, count: 2 })[0]).toEqual(["B", "c"]);
  });
  test("has the same entities when they are made", () => {
    const ids = (sorted: boolean) => {
      const { inventory } = make("", { from: undefined, count: 50, id: "%4c", sorted });
      return Array.from({ length: 50 }, (_, e) => inventory!.idOf(e));
    };
    expect(ids(true)).toEqual(ids(false).sort());
  });
});
