import { afterEach, describe, expect, it, vi } from "vitest";
import type { Batch, Field, TimeFormat } from "../../src/core/batch.ts";
import { LAST_INSTANT } from "../../src/core/time-text.ts";
import { compile } from "../../src/encoders/compiled.ts";
import { csv } from "../../src/encoders/csv.ts";
import { type Digits, digitTables, shortNumbers } from "../../src/encoders/digits.ts";
import { interpret } from "../../src/encoders/interpreted.ts";
import { ndjson, ndjsonLayout } from "../../src/encoders/ndjson.ts";
import { tsv } from "../../src/encoders/tsv.ts";
import { encode } from "../contract/encoder.ts";
import { batchOf, type Series, schemaOf, type Value } from "../contract/encoder-batches.ts";

const utf8 = new TextDecoder();

afterEach(() => vi.unstubAllGlobals());

function series(name: string, values: readonly Value[], more: Partial<Field> = {}): Series {
  return { field: { name, type: "text", nullable: values.includes(null), role: "metric", ...more }, values };
}

/** The text of a column's values as NDJSON, by the plain and by the compiled encoder, which must agree. */
function texts(type: Field["type"], values: readonly Value[], more: Partial<Field> = {}): string[] {
  const batch = batchOf([series("x", values, { type, ...more })]);
  const layout = ndjsonLayout(batch.schema);
  const plain = utf8.decode(interpret(layout, batch.schema)(batch));
  expect(utf8.decode(compile(layout, batch.schema)(batch))).toBe(plain);
  return plain
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(5, -1));
}

function file(options: Record<string, unknown>, columns: readonly Series[], format = csv): string {
  const batch = batchOf(columns);
  return utf8.decode(encode(format.create(format.options.parse(options), undefined).open(batch.schema), [batch]));
}

function open(...names: string[]): string {
  const batch = batchOf(names.map((name, k) => series(name, [k], { type: "int" })));
  return utf8.decode(encode(ndjson.create({}, undefined).open(batch.schema), [batch]));
}

describe("numbers", () => {
  it("are the shortest text of the value", () => {
    expect(texts("fixed", [690, 0, -0, 1000, -5, 65_536, -123_456], { decimals: 3 })).toEqual([
      "0.69",
      "0",
      "0",
      "1",
      "-0.005",
      "65.536",
      "-123.456",
    ]);
    expect(texts("fixed", [1, 9_999, 12_345_678_901, -42], { decimals: 0 })).toEqual([
      "1",
      "9999",
      "12345678901",
      "-42",
    ]);
    expect(texts("fixed", [12_345_678_900_001, 1], { decimals: 6 })).toEqual(["12345678.900001", "0.000001"]);
    expect(texts("int", [-2_147_483_648, 2_147_483_647])).toEqual(["-2147483648", "2147483647"]);
  });

  it("have exponents where JSON.stringify writes them", () => {
    expect(texts("fixed", [1, 10, 100, -1], { decimals: 7 })).toEqual(["1e-7", "0.000001", "0.00001", "-1e-7"]);
    expect(texts("float", [1e-7, 1e21, 1e20, 0.1 + 0.2])).toEqual([
      "1e-7",
      "1e+21",
      "100000000000000000000",
      "0.30000000000000004",
    ]);
  });

  it("are null when absent or not finite", () => {
    expect(texts("float", [NaN, Infinity, -Infinity, null, -0])).toEqual(["null", "null", "null", "null", "0"]);
    expect(texts("fixed", [null, NaN, 5], { decimals: 1 })).toEqual(["null", "null", "0.5"]);
  });

  it("agree with JSON.stringify over every decade and number of decimals", () => {
    for (let decimals = 0; decimals <= 15; decimals++) {
      const values = Array.from({ length: 16 }, (_, k) => Number(`1e${k}`)).flatMap((v) => [
        v - 1,
        v,
        v + 1,
        7 * v,
        -v,
      ]);
      const wanted = values.map((v) => JSON.stringify(v / Number(`1e${decimals}`)));
      expect(texts("fixed", values, { decimals })).toEqual(wanted);
    }
  });
});

describe("tables of digits", () => {
  const textsOf = ({ words, bytes }: Digits) => {
    const raw = Buffer.from(words.buffer);
    return Array.from(bytes, (n, k) => raw.toString("latin1", k * 8, k * 8 + n));
  };

  it.each([0, 1, 2, 3, 4, 5, 6])("have each short number's own text, %s decimals", (decimals) => {
    const unit = Number(`1e${decimals}`);
    expect(textsOf(shortNumbers(decimals)).findIndex((text, k) => text !== `${k / unit}`)).toBe(-1);
  });

  it("have whole numbers, padded ones, times and fractions", () => {
    const tables = digitTables();
    expect(textsOf(tables.whole)).toEqual(Array.from({ length: 10_000 }, (_, k) => `${k}`));
    expect(textsOf(tables.padded)).toEqual(Array.from({ length: 10_000 }, (_, k) => `${k}`.padStart(4, "0")));
    expect(textsOf(tables.minutes).filter((_, k) => k % 719 === 0)).toEqual(["00:00:", "11:59:", "23:58:"]);
    expect(textsOf(tables.seconds).slice(-2)).toEqual(["58", "59"]);
    expect(textsOf(tables.first2).filter((_, k) => [0, 7, 50, 100, 107, 150, 199].includes(k))).toEqual([
      ".00",
      ".07",
      ".50",
      "",
      ".07",
      ".5",
      ".99",
    ]);
    expect(textsOf(tables.later3).filter((_, k) => [0, 7, 1000, 1007, 1500].includes(k))).toEqual([
      "000",
      "007",
      "",
      "007",
      "5",
    ]);
  });
});

describe("instants", () => {
  const at = Date.UTC(2024, 0, 1, 12, 30, 5, 250);
  const time = (format: TimeFormat, zone: string, milliseconds: boolean, values: readonly number[] = [at]) =>
    texts("time", values, { time: { format, zone, milliseconds } });

  it.each([
    ["iso", "UTC", false, '"2024-01-01T12:30:05Z"'],
    ["iso", "UTC", true, '"2024-01-01T12:30:05.250Z"'],
    ["iso", "Europe/Berlin", false, '"2024-01-01T13:30:05+01:00"'],
    ["iso", "America/St_Johns", true, '"2024-01-01T09:00:05.250-03:30"'],
    ["naive", "Europe/Berlin", false, '"2024-01-01T13:30:05"'],
    ["naive", "UTC", true, '"2024-01-01T12:30:05.250"'],
    ["sql", "UTC", false, '"2024-01-01 12:30:05"'],
    ["sql", "Asia/Kolkata", true, '"2024-01-01 18:00:05.250"'],
    ["epoch", "UTC", false, "1704112205"],
    ["epoch", "UTC", true, "1704112205.25"],
    ["epoch-ms", "UTC", false, "1704112205250"],
    ["epoch-ms", "Europe/Berlin", true, "1704112205250"],
  ] as const)("%s, %s, milliseconds %s", (format, zone, milliseconds, wanted) => {
    expect(time(format, zone, milliseconds)).toEqual([wanted]);
  });

  it("follow the zone through a change, in both directions", () => {
    const change = Date.UTC(2024, 9, 27, 1);
    const [before, after] = ['"2024-10-27T02:59:59+02:00"', '"2024-10-27T02:00:00+01:00"'];
    expect(time("iso", "Europe/Berlin", false, [change - 1, change, change - 1])).toEqual([before, after, before]);
  });

  it("are cut off, not rounded, before 1970 too", () => {
    expect(time("iso", "UTC", false, [-1])).toEqual(['"1969-12-31T23:59:59Z"']);
    expect(time("epoch", "UTC", false, [-1])).toEqual(["-1"]);
    expect(time("epoch", "UTC", true, [-1])).toEqual(["-0.001"]);
  });

  it("have expanded years outside 0 to 9999, and are null beyond what a date can be", () => {
    const year10000 = 253_402_300_800_000;
    const year0 = -62_167_219_200_000;
    expect(time("iso", "UTC", false, [year10000 - 1, year10000, year0, year0 - 1])).toEqual([
      '"9999-12-31T23:59:59Z"',
      '"+010000-01-01T00:00:00Z"',
      '"0000-01-01T00:00:00Z"',
      '"-000001-12-31T23:59:59Z"',
    ]);
    expect(time("sql", "UTC", false, [NaN, Infinity, 8.64e15])).toEqual(["null", "null", "null"]);
  });

  it("name the same instant where the offset of old has seconds", () => {
    const old = Date.UTC(1880, 0, 1);
    const [text] = time("iso", "Europe/Berlin", false, [old]);
    expect(Date.parse(JSON.parse(text))).toBe(old);
  });
});

describe("NDJSON", () => {
  it("nests dotted names where the first of them stands", () => {
    expect(open("a.b", "c", "a.d.e", "a.d.f", "g")).toBe('{"a":{"b":0,"d":{"e":2,"f":3}},"c":1,"g":4}\n');
    expect(open("2", "1", "__proto__.x", "constructor")).toBe('{"2":0,"1":1,"__proto__":{"x":2},"constructor":3}\n');
  });

  it("refuses names that would be a value and an object at once, or twice the same", () => {
    expect(() => open("a", "a.b")).toThrow('table readings, column "a.b": "a" would have to be a value and an object');
    expect(() => open("a.b.c", "x", "a.b")).toThrow('column "a.b": "a.b" would have to be');
    expect(() => open("x", "x")).toThrow('column "x": two columns have this name');
    expect(() => ndjson.create({}, undefined).open(schemaOf([]))).toThrow("table readings has no columns");
  });

  it("refuses a batch of another schema", () => {
    const { schema } = batchOf([series("x", [1], { type: "fixed", decimals: 2 })]);
    const other = batchOf([series("x", [1], { type: "fixed", decimals: 3 })]);
    const message = 'column "x": expected fixed with 2 decimals, found fixed with 3 decimals';
    expect(() => ndjson.create({}, undefined).open(schema).write(other)).toThrow(message);
  });

  it("escapes text as JSON.stringify does", () => {
    const values = ['"', "\\", "\n\u0000\u001f", "\ud800", "\udc00x", "\u2028", "\u007f", "ü😀", "</script>"];
    expect(texts("text", values)).toEqual(values.map((v) => JSON.stringify(v)));
  });
});

describe("CSV", () => {
  const columns = [
    series("a,b", ["x", "", null, 'q"q', " s", "t\tt", "l\nl"]),
    series("n", [1, 2, null, 4, 5, 6, 7], { type: "int" }),
  ];

  it("quotes only what needs it, and tells empty from absent", () => {
    expect(file({}, columns)).toBe('"a,b",n\nx,1\n"",2\n,\n"q""q",4\n" s",5\nt\tt,6\n"l\nl",7\n');
  });

  it("has tabs for commas as TSV", () => {
    expect(file({ crlf: true }, columns, tsv)).toBe(
      'a,b\tn\r\nx\t1\r\n""\t2\r\n\t\r\n"q""q"\t4\r\n" s"\t5\r\n"t\tt"\t6\r\n"l\nl"\t7\r\n',
    );
  });

  it("takes another line end and quoting, and leaves the header out", () => {
    expect(file({ crlf: true }, columns.slice(1))).toBe("n\r\n1\r\n2\r\n\r\n4\r\n5\r\n6\r\n7\r\n");
    expect(
      file(
        { quote: "all", header: false },
        columns.map((s) => ({ ...s, values: s.values.slice(0, 3) })),
      ),
    ).toBe('"x","1"\n"","2"\n,\n');
  });

  it("writes a number that is not finite as absent, without quotes", () => {
    const floats = [series("f", [NaN, 1.5], { type: "float" }), series("d", [NaN, 15], { type: "fixed", decimals: 1 })];
    expect(file({ quote: "all" }, floats)).toBe('"f","d"\n,\n"1.5","1.5"\n');
  });
});

/** Rows enough for several slices and days, with everything rare now and then. */
function longSeries(rows: number): Series[] {
  const each = (value: (k: number) => Value) => Array.from({ length: rows }, (_, k) => value(k));
  const start = Date.UTC(2024, 2, 29);
  return [
    series(
      "id",
      each(() => "MTR00001234"),
    ),
    series(
      "timestamp",
      each((k) => start + k * 60_000),
      { type: "time", time: { format: "iso", zone: "Europe/Berlin", milliseconds: false } },
    ),
    series(
      "reading",
      each((k) => (k % 1500 === 7 ? 1e15 + k : k * 37)),
      { type: "fixed", decimals: 6 },
    ),
    series(
      "voltage",
      each((k) => (k % 900 === 3 ? null : 23_000 + (k % 200))),
      { type: "fixed", decimals: 2 },
    ),
    series(
      "note",
      each((k) => (k % 1000 === 0 ? "n".repeat(k / 100) : "")),
    ),
  ];
}

describe("the compiled encoder", () => {
  it("agrees with the plain one over long batches of changing size", () => {
    const all = longSeries(5000);
    const schema = schemaOf(all.map(({ field }) => field));
    const layout = ndjsonLayout(schema);
    const [plain, fast] = [interpret(layout, schema), compile(layout, schema)];
    for (const [from, to] of [
      [0, 10],
      [10, 3000],
      [0, 5000],
      [4000, 4000],
      [1, 2],
    ]) {
      const batch = batchOf(all, from, to);
      expect(utf8.decode(fast(batch))).toBe(utf8.decode(plain(batch)));
    }
  });

  it("grows its page when rows get longer within a batch", () => {
    const values = Array.from({ length: 20_000 }, (_, k) => (k < 10_000 ? "" : "z".repeat(200)));
    const batch = batchOf([series("x", values)]);
    const layout = ndjsonLayout(batch.schema);
    const bytes = compile(layout, batch.schema)(batch);
    expect(Buffer.compare(bytes!, interpret(layout, batch.schema)(batch))).toBe(0);
  });

  it("writes null beyond the last instant, whatever stood before", () => {
    const time = { format: "iso", zone: "UTC", milliseconds: true } as const;
    const values = [LAST_INSTANT + 1, LAST_INSTANT, LAST_INSTANT + 1, -LAST_INSTANT, -LAST_INSTANT - 1];
    const [over, last, again, first, under] = texts("time", values, { type: "time", time, nullable: true });
    expect([over, again, under]).toEqual(["null", "null", "null"]);
    expect([last, first]).toEqual(['"+275760-09-12T00:00:00.000Z"', '"-271821-04-21T00:00:00.000Z"']);
  });

  it("leaves to the plain one what it does not cover", () => {
    const long = batchOf([series("x", ["y".repeat(5000)])]);
    expect(compile(ndjsonLayout(long.schema), long.schema)(long)).toBeUndefined();
    const [{ field }] = [series("x", ["y"])];
    const nulls: Batch = { ...batchOf([{ field, values: [null, "y"] }]) };
    expect(compile(ndjsonLayout(nulls.schema), nulls.schema)(nulls)).toBeUndefined();
    expect(utf8.decode(encode(ndjson.create({}, undefined).open(nulls.schema), Array(11_000).fill(nulls)))).toBe(
      '{"x":null}\n{"x":"y"}\n'.repeat(11_000),
    );
  });
});

describe("generated source", () => {
  const hostile = [
    '"];globalThis.executed=1;//',
    "`$" + "{globalThis.executed=1}`",
    "*/globalThis.executed=1/*",
    "constructor",
    "__proto__",
    "'+(globalThis.executed=1)+'",
    "\\u0022);globalThis.executed=1;(",
    "\n\r\u2028globalThis.executed=1\u2029",
    "</script>{{globalThis}}",
  ];
  const types: Partial<Field>[] = [
    { type: "text" },
    { type: "text", nullable: true },
    { type: "fixed", decimals: 3 },
    { type: "float" },
    { type: "bool", nullable: true },
    { type: "time", time: { format: "iso", zone: "UTC", milliseconds: true } },
    { type: "int", nullable: true },
    { type: "time", time: { format: "epoch", zone: "UTC", milliseconds: true } },
    { type: "text" },
  ];

  /** Compiles rows whose names and texts are given, and returns what was written and the source. */
  function sourceFor(names: readonly string[]): { source: string; rows: string } {
    const sources: string[] = [];
    const Original = Function;
    vi.stubGlobal("Function", function record(...parameters: string[]) {
      sources.push(parameters[1]);
      return Original(...parameters);
    });
    const all = names.map((name, k) => series(name, types[k].type === "text" ? [name, name] : [1, 0], types[k]));
    const batch = batchOf(all);
    const layout = ndjsonLayout(batch.schema);
    const bytes = compile(layout, batch.schema)(batch)!;
    vi.unstubAllGlobals();
    expect(utf8.decode(bytes)).toBe(utf8.decode(interpret(layout, batch.schema)(batch)));
    return { source: sources.join("").replace(/kernel\d+/g, "kernel"), rows: utf8.decode(bytes) };
  }

  it("has no text of the user's in it and executes nothing", () => {
    const { source, rows } = sourceFor(hostile.map((name) => name.replaceAll(".", "·")));
    const lines = rows
      .trimEnd()
      .split("\n")
      .map((line) => Object.entries(JSON.parse(line) as object));
    expect(lines[0].map(([key]) => key)).toEqual(hostile.map((name) => name.replaceAll(".", "·")));
    expect(lines[1][0]).toEqual([hostile[0].replaceAll(".", "·"), hostile[0].replaceAll(".", "·")]);
    expect(globalThis).not.toHaveProperty("executed");
    // the words of the kernel's own vocabulary, digits, and operators: no quotes but those of "use strict"
    expect(source.replace('"use strict"', "")).toMatch(/^[\w\s.,;:?()[\]{}=<>&|!+*/-]*$/);
    for (const name of [...hostile, "executed", "globalThis", "script", "prototype"])
      expect(source).not.toContain(name);
  });

  it("is the same for other names and texts of the same length", () => {
    const harmless = hostile.map((name, k) => `${k}`.padEnd(Buffer.byteLength(JSON.stringify(name)) - 2, "x"));
    const plain = hostile.map((name) => name.replaceAll(".", "x"));
    const lengths = plain.map((name) => Buffer.byteLength(JSON.stringify(name)) - 2);
    expect(harmless.map((name) => name.length)).toEqual(lengths);
    expect(sourceFor(harmless).source).toBe(sourceFor(plain).source);
  });
});

describe("where source text must not be compiled", () => {
  const rows = longSeries(3000);
  const batch = batchOf(rows);

  it("the plain encoder goes on", () => {
    const stream = ndjson.create({}, undefined).open(batch.schema);
    vi.stubGlobal("Function", function refuse() {
      throw new EvalError("Code generation from strings disallowed for this context");
    });
    const written = Array.from({ length: 10 }, () => utf8.decode(stream.write(batch)));
    expect(new Set(written)).toEqual(
      new Set([utf8.decode(interpret(ndjsonLayout(batch.schema), batch.schema)(batch))]),
    );
  });

  it("another fault is not taken for that", () => {
    const stream = ndjson.create({}, undefined).open(batch.schema);
    vi.stubGlobal("Function", function refuse() {
      throw new SyntaxError("x");
    });
    expect(() => Array.from({ length: 10 }, () => stream.write(batch))).toThrow(SyntaxError);
  });
});
