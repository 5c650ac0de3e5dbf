import { describe, expect, test } from "vitest";
import {
  createInventory,
  type Inventory,
  type InventoryContext,
  inventoryOptions,
  type Tag,
} from "../../src/core/inventory.ts";
import { seedKey } from "../../src/core/random.ts";
import { utc } from "../../src/core/zone.ts";
import { createInvent } from "../../src/engine/invent.ts";
import { parseTable } from "../../src/engine/table-file.ts";

const FILES: Readonly<Record<string, string>> = {
  "models.csv": "name,watts,share\nsmall,150,3\nlarge,420.5,1\n",
  "twice.csv": "name,watts\na,1\nb,2\na,3\n",
  "negative.csv": "name,share\na,1\nb,-2\n",
  "empty.csv": "name,share\n",
  "polluted.csv": "name,__proto__\na,1\n",
  "numbered.csv": "id,name\n1,a\n",
};

function context(faults: string[]): InventoryContext {
  return {
    key: seedKey(7),
    zone: () => utc,
    defaultZone: utc,
    invent: createInvent(),
    read: (path) => parseTable(Buffer.from(FILES[path]), path),
    fail: (path, message, meant) => void faults.push(`${path.join(".")}: ${message}${meant ? ` [${meant}]` : ""}`),
  };
}

function make(tags: Record<string, unknown>, count: number) {
  const faults: string[] = [];
  return { inventory: createInventory(inventoryOptions.parse({ count, tags }), context(faults)), faults };
}

const COUNT = 6000;

function sound(tags: Record<string, unknown>): Inventory {
  const { inventory, faults } = make(tags, COUNT);
  expect(faults).toEqual([]);
  return inventory!;
}

function tag(spec: unknown): Tag & { all: (string | number | boolean | null)[] } {
  const found = sound({ x: spec }).tags[0];
  return { ...found, all: Array.from({ length: COUNT }, (_, e) => found.at(e)) };
}

function expectShare(count: number, p: number): void {
  expect(Math.abs(count - COUNT * p)).toBeLessThan(5 * Math.sqrt(COUNT * p * (1 - p)));
}

describe("a tag", () => {
  test("is a constant", () => {
    expect(tag("Berlin").at(5)).toBe("Berlin");
    expect([tag(5).type, tag(2.5).type, tag(true).type, tag("5").type]).toEqual(["int", "float", "bool", "text"]);
  });

  test("is chosen from a list or by weight", () => {
    const listed = tag({ choice: [110, 230, 400] });
    expect(listed.type).toBe("int");
    for (const value of [110, 230, 400]) expectShare(listed.all.filter((x) => x === value).length, 1 / 3);
    const weighed = tag({ choice: { north: 3, south: 1, never: 0 } });
    expectShare(weighed.all.filter((x) => x === "north").length, 0.75);
    expect(weighed.all).not.toContain("never");
    expect(tag({ choice: [1, "a"] }).values).toEqual(["1", "a"]);
  });

  test("is a number drawn and rounded", () => {
    const uniform = tag({ uniform: [2, 4], decimals: 1 });
    expect([uniform.type, uniform.decimals]).toEqual(["fixed", 1]);
    for (const x of uniform.all as number[]) expect(x >= 2 && x <= 4 && Number(x.toFixed(1)) === x).toBe(true);
    expectShare((uniform.all as number[]).filter((x) => x < 2.95).length, 0.475);
    const normal = tag({ normal: [0, 1] }).all as number[];
    expectShare(normal.filter((x) => x < 1).length, 0.8413);
    expectShare((tag({ lognormal: [100, 1] }).all as number[]).filter((x) => x < 271.828).length, 0.8413);
    const die = tag({ integer: [1, 6] });
    expect(die.type).toBe("int");
    for (let face = 1; face <= 6; face++) expectShare(die.all.filter((x) => x === face).length, 1 / 6);
    expect(tag({ integer: [0, 1e12] })).toMatchObject({ type: "fixed", decimals: 0 });
    expect(tag({ sequence: { start: 5, step: 2 } }).all.slice(0, 3)).toEqual([5, 7, 9]);
  });

  test("is a day or an instant", () => {
    const days = tag({ date: ["2024-02-28", "2024-03-01"] });
    expect(days.type).toBe("text");
    for (const day of ["2024-02-28", "2024-02-29", "2024-03-01"])
      expectShare(days.all.filter((x) => x === day).length, 1 / 3);
    const time = tag({ time: ["2024-01-01T00:00:00Z", "2024-01-01T00:00:02Z"] });
    expect(time.type).toBe("time");
    expect(new Set(time.all)).toEqual(new Set([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1, 0, 0, 1)]));
  });

  test("is unique", () => {
    for (const unique of ["mac", "uuid", "ipv4", "SN%08d"]) expect(new Set(tag({ unique }).all).size).toBe(COUNT);
  });

  test("is a row of a catalog, by weight, all columns together", () => {
    const inventory = sound({ model: { catalog: "models.csv", weight: "share" } });
    expect(inventory.tags.map(({ name, type, values }) => [name, type, values])).toEqual([
      ["name", "text", ["small", "large"]],
      ["watts", "float", [150, 420.5]],
    ]);
    const [name, watts] = inventory.tags;
    let small = 0;
    for (let e = 0; e < COUNT; e++) {
      expect(watts.at(e)).toBe(name.at(e) === "small" ? 150 : 420.5);
      small += name.at(e) === "small" ? 1 : 0;
    }
    expectShare(small, 0.75);
    const inline = sound({ m: { catalog: [{ a: "007", b: true }, { a: "8" }], prefix: "m_" } }).tags;
    expect(inline.map((t) => [t.name, t.type, t.nullable ?? false])).toEqual([
      ["m_a", "text", false],
      ["m_b", "bool", true],
    ]);
  });

  test("is the row of a catalog that another tag tells", () => {
    const { tags } = sound({
      kind: { choice: ["a", "b"] },
      label_id: { template: "{kind}" },
      of: {
        catalog: [
          { kind: "b", watts: 7 },
          { kind: "a", watts: 5 },
        ],
        on: "kind",
      },
      more: {
        catalog: [
          { id: "a", size: 1 },
          { id: "b", size: 2 },
        ],
        on: "id",
        prefix: "label_",
      },
    });
    expect(tags.map(({ name, type }) => [name, type])).toEqual([
      ["kind", "text"],
      ["label_id", "text"],
      ["watts", "int"],
      ["label_size", "int"],
    ]);
    for (let e = 0; e < 100; e++)
      expect([tags[2].at(e), tags[3].at(e)]).toEqual(tags[0].at(e) === "a" ? [5, 1] : [7, 2]);
  });

  test("is the id of an entity of another inventory of the seed", () => {
    const options = { format: "C%05d", space: 50_000 };
    const other = createInventory(inventoryOptions.parse({ count: 30, id: options }), context([]))!;
    const ids = Array.from({ length: 30 }, (_, e) => other.idOf(e));
    const alike = tag({ reference: options, count: 30 }).all;
    for (const id of ids) expectShare(alike.filter((x) => x === id).length, 1 / 30);
    const tailed = tag({ reference: options, count: 30, exponent: 1 }).all;
    const harmonic = ids.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
    ids.forEach((id, i) => void expectShare(tailed.filter((x) => x === id).length, 1 / (i + 1) / harmonic));
  });

  test("is an invented name, that of an entity whoever is asked first", () => {
    const names = tag({ faker: "person.fullName", locale: "de" });
    expect([names.type, names.nullable]).toEqual(["text", true]);
    const few = [5, 3, 5, 4].map((e) => names.at(e));
    expect(few).toEqual([names.all[5], names.all[3], names.all[5], names.all[4]]);
    expect(new Set(names.all).size).toBeGreaterThan(COUNT * 0.9);
    // the package's release is pinned: these change only with it
    expect(names.all.slice(0, 2)).toMatchInlineSnapshot(`
      [
        "Ricardo Schmidt",
        "Jannes Konieczny",
      ]
    `);
    expect(tag({ faker: "person.fullName" }).all[0]).not.toBe(names.all[0]);
    const before = tag({ faker: "date.past" });
    expect(before.type).toBe("time");
    expect(Math.max(...(before.all as number[]))).toBeLessThan(Date.UTC(2024, 0, 1));
    expect([tag({ faker: "number.int" }).type, tag({ faker: "datatype.boolean" }).type]).toEqual(["float", "bool"]);
    expect([tag({ faker: "number.bigInt" }).type, typeof tag({ faker: "person.sex" }).at(0)]).toEqual([
      "text",
      "string",
    ]);
  });

  test("is a domain that is nobody's, or has dots in its name", () => {
    const domains = tag({ unique: "domain" }).all;
    expect(new Set(domains).size).toBe(COUNT);
    for (const domain of domains) expect(domain).toMatch(/^([b-z][aeiou]){4}\.example$/);
    expect(sound({ "place.city": "Bonn" }).tags[0].name).toBe("place.city");
  });

  test("is a template of others, and depends on another", () => {
    const { tags, idOf } = sound({
      label: { template: "{id}:{model}:{power}" },
      power: { by: "model", values: { a: 5, b: { uniform: [1, 2], decimals: 2 } }, otherwise: { integer: [7, 7] } },
      model: { choice: ["a", "b", "c"] },
      word: { by: "model", values: { a: 5 }, otherwise: "none" },
    });
    const [label, power, model, word] = tags;
    expect([power.type, power.decimals, word.type]).toEqual(["fixed", 2, "text"]);
    for (let e = 0; e < 100; e++) {
      const x = power.at(e) as number;
      if (model.at(e) === "a") expect(x).toBe(5);
      if (model.at(e) === "b") expect(x >= 1 && x <= 2).toBe(true);
      if (model.at(e) === "c") expect(x).toBe(7);
      expect(word.at(e)).toBe(model.at(e) === "a" ? "5" : "none");
      expect(label.at(e)).toBe(`${idOf(e)}:${model.at(e)}:${x.toFixed(2)}`);
    }
  });
});

describe("a tag is refused", () => {
  test.each<[Record<string, unknown>, string[]]>([
    [
      { a: { normal: [0, 1], min: 5 } },
      ["tags.a.normal: fewer than one in a hundred of its numbers lie from 5 to Infinity"],
    ],
    [{ a: { gamma: [1, 1], min: 2, max: 1 } }, ["tags.a.gamma: expected [low, high], found [2, 1]"]],
    [
      { a: { date: { before: "2024-06-01", mean: "36500d" } } },
      ["tags.a.date.mean: some would come before the year 1; expected a shorter mean"],
    ],
    [
      { a: { date: { before: "now", mean: "1d" } } },
      ['tags.a.date.before: expected a date that stays the same, such as 2024-01-31, found "now"'],
    ],
    [
      { a: { date: { before: "2024-06-01T00:00Z", mean: "1d" } } },
      ['tags.a.date.before: expected a day such as 2024-01-31, found "2024-06-01T00:00Z"; for instants use time'],
    ],
    [
      { a: { reference: "C%02d", count: 101 } },
      ['tags.a.reference: 101 entities need as many identifiers, but the format "C%02d" holds 100; use a wider format'],
    ],
    [{ a: { faker: "person.fulName" } }, ["tags.a.faker: there is no method `person.fulName` [person.fullName]"]],
    [{ a: { faker: "person.fullName", locale: "ed" } }, ["tags.a.locale: there is no locale `ed` [de]"]],
    [
      { a: { faker: "helpers.multiple" } },
      [expect.stringContaining("tags.a.faker: `helpers.multiple` makes no single value: ")],
    ],
    [
      { a: { coordinates: { box: { south: 2, west: 0, north: 1, east: 1 } } } },
      ["tags.a.coordinates.box: expected south below north"],
    ],
    [
      {
        a: {
          coordinates: {
            polygon: [
              [0, 0],
              [1, 1],
              [1.001, 1.001],
            ],
          },
        },
      },
      ["tags.a.coordinates: it fills less than a hundredth of the box around it: give smaller ones"],
    ],
    [
      { a: 1, m: { catalog: "models.csv", on: "nam" } },
      ["tags.m.on: no column `nam`; there are name, watts, share [name]"],
    ],
    [
      { name: "huge", m: { catalog: "models.csv", on: "name" } },
      [expect.stringContaining('has the `name` "huge", which no row of the catalog has')],
    ],
    [
      { name: "a", m: { catalog: "twice.csv", on: "name" } },
      ['tags.m.on: twice.csv:4: `name` "a" is that of twice.csv:2 too: an entity\'s row must be one'],
    ],
    [
      { "m.latitude": 1, m: { coordinates: { box: { south: 0, west: 0, north: 1, east: 1 } } } },
      ["tags.m: there are two tags called `m.latitude`"],
    ],
    [{ a: { choice: [] } }, ["tags.a.choice: there is nothing to choose from"]],
    [{ a: { choice: { x: 1, y: -1 } } }, ["tags.a.choice: a weight must be 0 or more, found -1"]],
    [{ a: { choice: { x: 0 } } }, ["tags.a.choice: all weights are 0; at least one must be above"]],
    [{ a: { uniform: [5, 1] } }, ["tags.a.uniform: expected [low, high], found [5, 1]"]],
    [
      { a: { normal: [1e15, 1], decimals: 9 } },
      ["tags.a.normal: numbers up to 1000000000000007 do not fit with 9 decimals; use fewer"],
    ],
    [
      { a: { date: ["2024-13-01", "2024-01-01"] } },
      ['tags.a.date.0: expected a month from 01 to 12; found "2024-13-01"'],
    ],
    [
      { a: { date: ["2024-02-01", "2024-01-01"] } },
      ["tags.a.date: expected [first, last], found [2024-02-01, 2024-01-01]"],
    ],
    [
      { a: { unique: "X%02d" } },
      ['tags.a.unique: 6,000 entities need as many identifiers, but the format "X%02d" holds 100; use a wider format'],
    ],
    [{ region: "x", a: { template: "{regoin}" } }, ["tags.a.template: no tag `regoin`; there are region [region]"]],
    [{ a: { template: "{b" } }, ['tags.a.template: expected pairs of { and } with a name between, found "{b"']],
    [
      { a: { template: "{b}" }, b: { template: "{c}" }, c: { by: "a", values: {}, otherwise: 1 } },
      ["tags.c.by: the tags a -> b -> c -> a depend on each other in a circle"],
    ],
    [{ a: { template: "{a}" } }, ["tags.a.template: the tags a -> a depend on each other in a circle"]],
    [
      { m: { choice: ["x", "y"] }, a: { by: "m", values: { x: 1 } } },
      ['tags.a.values: no value for `m` = "y"; add it or `otherwise`'],
    ],
    [
      { m: { choice: ["north", "south"] }, a: { by: "m", values: { north: 1, suoth: 2 }, otherwise: 3 } },
      ['tags.a.values.suoth: `m` is never "suoth"; it is one of north, south [south]'],
    ],
    [
      { m: { unique: "mac" }, a: { by: "m", values: { x: 1 } } },
      ["tags.a.by: `m` can take any value: add `otherwise` for those not in `values`"],
    ],
    [
      { m: { choice: ["x"] }, a: { by: "m", values: { x: { uniform: [2, 1] } } } },
      ["tags.a.values.x.uniform: expected [low, high], found [2, 1]"],
    ],
    [
      { m: { catalog: "models.csv", weight: "shar" } },
      ["tags.m.weight: no column `shar`; there are name, watts, share [share]"],
    ],
    [
      { m: { catalog: "models.csv", weight: "name" } },
      ['tags.m.weight: models.csv:2: the weight must be a number of 0 or more, found "small"'],
    ],
    [
      { m: { catalog: "negative.csv", weight: "share" } },
      ['tags.m.weight: negative.csv:3: the weight must be a number of 0 or more, found "-2"'],
    ],
    [{ m: { catalog: "empty.csv" } }, ["tags.m.catalog: there is nothing to choose from: it has no rows"]],
    [
      { name: 1, m: { catalog: "models.csv" } },
      ["tags.m: there are two tags called `name`; give the catalog a prefix"],
    ],
    [
      { m: { catalog: "polluted.csv" } },
      ["tags.m: `__proto__` cannot be the name of a tag: it is reserved; give the catalog a prefix"],
    ],
    [
      { m: { catalog: "numbered.csv" } },
      ["tags.m: `id` cannot be the name of a tag: it is reserved; give the catalog a prefix"],
    ],
    [{ constructor: 1 }, ["tags.constructor: `constructor` cannot be the name of a tag: it is reserved"]],
    [{ a: { template: "{toString}" } }, ["tags.a.template: no tag `toString`; there are no tags"]],
  ])("%j", (tags, messages) => {
    expect(make(tags, COUNT).faults).toEqual(messages);
  });

  test("all mistakes are reported at once, each once", () => {
    const tags = { a: { choice: [] }, b: { template: "{a}{x}" }, c: { template: "{b}" }, d: { uniform: [1, 0] } };
    expect(make(tags, 5).faults).toEqual([
      "tags.a.choice: there is nothing to choose from",
      "tags.b.template: no tag `x`; there are a, c, d",
      "tags.d.uniform: expected [low, high], found [1, 0]",
    ]);
  });

  test("a chain of many thousands does not exhaust the stack", () => {
    const tags = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`t${i}`, { template: `{t${i + 1}}` }]));
    expect(make({ ...tags, t5000: 1 }, 5).faults[0]).toBe(
      "tags.t99.template: more than 100 tags depend on one another in a row",
    );
  });

  test("by the schema: an unknown kind, a count that is none", () => {
    expect(inventoryOptions.safeParse({ tags: { a: { unifrom: [1, 2] } } }).success).toBe(false);
    for (const count of [0, -1, 1.5, 1e12, NaN]) expect(inventoryOptions.safeParse({ count }).success).toBe(false);
  });
});

describe("what an id tells", () => {
  const made = (tags: Record<string, unknown>) =>
    createInventory(inventoryOptions.parse({ count: 400, id: "{AT|CC|PD}%04d", tags }), {
      key: seedKey(7),
      zone: () => utc,
      defaultZone: utc,
      invent: createInvent(),
      read: () => {
        throw new Error("no files");
      },
      fail: (path, message) => {
        throw new Error(`${path.join(".")}: ${message}`);
      },
    })!;

  test("is the value of the longest beginning that fits, or another", () => {
    const { idOf, tags } = made({ type: { prefix: { A: "short", AT: "teller", CC: "coins" }, otherwise: "rest" } });
    expect(tags[0].values).toEqual(["teller", "coins", "short", "rest"]);
    const wanted: Record<string, string> = { AT: "teller", CC: "coins", PD: "rest" };
    for (let e = 0; e < 400; e++) expect(tags[0].at(e)).toBe(wanted[idOf(e).slice(0, 2)]);
  });

  test("is nothing where none fits", () => {
    const { idOf, tags } = made({ type: { prefix: { AT: 1 } } });
    expect(tags[0].nullable).toBe(true);
    for (let e = 0; e < 400; e++) expect(tags[0].at(e)).toBe(idOf(e).startsWith("AT") ? 1 : null);
    expect(() => made({ type: { prefix: {} } })).toThrow("tags.type.prefix: there is nothing to tell ids apart by");
  });
});

test("a template may take the digits alone of a tag", () => {
  const { tags } = sound({ day: { date: ["2024-01-01", "2024-12-31"] }, code: { template: "N{day:digits}" } });
  for (let e = 0; e < 100; e++) expect(tags[1].at(e)).toBe(`N${String(tags[0].at(e)).replaceAll("-", "")}`);
});
