import { describe, expect, test } from "vitest";
import type { Issue } from "../../src/core/error.ts";
import { createInventory, type Inventory, type InventoryOptions, inventoryOptions } from "../../src/core/inventory.ts";
import { type Param, param, resolveParam } from "../../src/core/param.ts";
import { seedKey } from "../../src/core/random.ts";
import { createZone } from "../../src/core/zone.ts";
import { createInvent } from "../../src/engine/invent.ts";
import { parseTable } from "../../src/engine/table-file.ts";

type Input = Record<string, unknown>;

function make(input: Input, files: Record<string, string> = {}, seed = 7, zone = "UTC") {
  const issues: Issue[] = [];
  const inventory = createInventory(inventoryOptions.parse(input) as InventoryOptions, {
    key: seedKey(seed),
    zone: createZone,
    defaultZone: createZone(zone),
    invent: createInvent(),
    read: (path) => {
      if (!Object.hasOwn(files, path)) throw new Error(`there is no file ${path}`);
      return parseTable(Buffer.from(files[path]), path);
    },
    fail: (path, message, suggestion) => void issues.push({ path, message, suggestion }),
  });
  return { inventory, issues };
}

function sound(input: Input, files?: Record<string, string>, seed?: number): Inventory {
  const { inventory, issues } = make(input, files, seed);
  expect(issues).toEqual([]);
  return inventory!;
}

function column(inventory: Inventory, name: string): (string | number | boolean | null)[] {
  const tag = inventory.tags.find((t) => t.name === name)!;
  return Array.from({ length: inventory.size }, (_, e) => tag.at(e));
}

function faults(input: Input, files?: Record<string, string>): string[] {
  const { inventory, issues } = make(input, files);
  expect(inventory).toBeUndefined();
  return issues.map(
    ({ path, message, suggestion }) => `${path.join(".")}: ${message}${suggestion ? ` [${suggestion}]` : ""}`,
  );
}

/** Asserts that n draws of probability p came out `count` times, within 5 standard deviations. */
function expectShare(count: number, n: number, p: number): void {
  expect(Math.abs(count - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)));
}

describe("entities", () => {
  test("ten with ids of six digits unless told otherwise", () => {
    const inventory = sound({});
    expect(inventory.size).toBe(10);
    expect(inventory.idOf(0)).toMatch(/^E\d{6}$/);
    expect(inventory.active(3)).toEqual([-Infinity, Infinity]);
    expect(inventory.zoneOf(3).name).toBe("UTC");
    expect(inventory.tags).toEqual([]);
  });

  test("a key comes from the seed and the id alone", () => {
    const made = sound({ count: 5, id: { format: "E%01d", order: "sequential" } });
    const read = sound({ from: "a.csv" }, { "a.csv": "id,x\nE3,1\nE1,2\n" });
    const key = (inventory: Inventory, e: number) => ({ ...inventory.keyOf(e, { a: 0, b: 0 }) });
    expect(key(made, 3)).toEqual(key(read, 0));
    expect(key(made, 1)).toEqual(key(read, 1));
    expect(key(made, 3)).not.toEqual(key(sound({ count: 5, id: { format: "E%01d", order: "sequential" } }, {}, 8), 3));
    expect(key(made, 3)).not.toEqual(key(made, 1));
  });

  test("another tag or entity changes nothing else", () => {
    const tags = { region: { choice: ["n", "s", "e"] }, size: { uniform: [0, 1] }, mac: { unique: "mac" } };
    const small = sound({ count: 20, tags });
    const large = sound({ count: 200, tags: { extra: { uniform: [0, 1] }, ...tags } });
    for (const name of Object.keys(tags)) expect(column(large, name).slice(0, 20)).toEqual(column(small, name));
    expect(column(large, "extra")).not.toEqual(column(large, "size"));
  });

  test("the same whatever the order of asking", () => {
    const inventory = sound({
      count: 50,
      tags: {
        c: {
          catalog: [
            { a: 1, b: 2 },
            { a: 3, b: 4 },
          ],
        },
        t: { template: "{id}-{a}" },
      },
    });
    const forward = column(inventory, "t");
    const back = Array.from({ length: 50 }, (_, i) => inventory.tags[2].at(49 - i)).reverse();
    expect(back).toEqual(forward);
  });

  test("a million cost no memory until asked for", () => {
    const before = process.memoryUsage().heapUsed;
    const inventory = sound({ count: 1e9, id: "%012d", tags: { r: { choice: ["a", "b"] }, m: { unique: "uuid" } } });
    expect(inventory.idOf(999_999_999)).toMatch(/^\d{12}$/);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
  });
});

describe("a hierarchy", () => {
  const input = {
    count: 250,
    hierarchy: [
      { name: "site", fanout: 3, id: "S%02d", tags: { region: { choice: ["north", "south"] } } },
      { name: "rack", fanout: 20, tags: { label: { template: "{site}/{id}" }, row: { integer: [1, 9] } } },
    ],
    tags: { where: { template: "{region} {rack} {id}" } },
  };

  test("has levels of the right sizes, each entity in one of each", () => {
    const inventory = sound(input);
    expect(inventory.levels.map(({ name, size }) => [name, size])).toEqual([
      ["site", 5],
      ["rack", 13],
    ]);
    const [site, rack] = inventory.levels;
    expect([0, 19, 20, 59, 60, 249].map(rack.of)).toEqual([0, 0, 1, 2, 3, 12]);
    expect([0, 59, 60, 249].map(site.of)).toEqual([0, 0, 1, 4]);
    expect(inventory.tags.map((t) => t.name)).toEqual(["site", "region", "rack", "label", "row", "where"]);
    expect(new Set(column(inventory, "site")).size).toBe(5);
    expect(rack.idOf(3)).toBe("rack-00003");
  });

  test("tags of a level are shared by all below it", () => {
    const inventory = sound(input);
    const shared = new Map(
      column(inventory, "rack").map((id, e) => [id, [column(inventory, "label")[e], column(inventory, "row")[e]]]),
    );
    expect(shared.size).toBe(13);
    for (let e = 0; e < 250; e++) {
      const [label, row] = ["label", "row"].map((name) => inventory.tags.find((t) => t.name === name)!.at(e));
      expect(shared.get(inventory.levels[1].idOf(inventory.levels[1].of(e)))).toEqual([label, row]);
      expect(label).toBe(
        `${inventory.levels[0].idOf(inventory.levels[0].of(e))}/${inventory.levels[1].idOf(inventory.levels[1].of(e))}`,
      );
    }
  });

  test("its keys come from the ids, another for each level and entity", () => {
    const { levels } = sound(input);
    const keys = levels.flatMap((level) =>
      Array.from({ length: level.size }, (_, i) => JSON.stringify(level.keyOf(i, { a: 0, b: 0 }))),
    );
    expect(new Set(keys).size).toBe(18);
  });

  test("mistakes are reported where they are", () => {
    expect(
      faults({
        count: 5000,
        hierarchy: [
          { name: "a", fanout: 1, id: "%01d" },
          { name: "a", fanout: 2, tags: { x: { template: "{y}" } } },
        ],
      }),
    ).toEqual([
      'hierarchy.0.id: 2,500 entities need as many identifiers, but the format "%01d" holds 10; use a wider format',
      "hierarchy.1.name: there are two levels called `a`",
      "hierarchy.1.tags.x.template: no tag `y`; there are a",
      "hierarchy: there are two tags called `a`",
    ]);
  });
});

describe("zones and lives", () => {
  test("each entity has the zone of its tag", () => {
    const inventory = sound({
      count: 40,
      tags: { tz: { choice: ["Europe/Berlin", "America/New_York"] } },
      zone: { tag: "tz" },
    });
    const names = column(inventory, "tz");
    expect(Array.from({ length: 40 }, (_, e) => inventory.zoneOf(e).name)).toEqual(names);
    expect(new Set(names).size).toBe(2);
    expect(faults({ tags: { tz: { choice: ["Europe/Belin"] } }, zone: { tag: "tz" } })[0]).toContain("Europe/Belin");
    expect(faults({ tags: { tz: "UTC" }, zone: { tag: "ts" } })).toEqual(["zone.tag: no tag `ts`; there are tz [tz]"]);
  });

  test("entities join and retire at instants, days of a range, or what a tag says", () => {
    const day = 86_400_000;
    const start = Date.UTC(2024, 0, 1);
    expect(sound({ active: { from: "2024-01-01", to: "2024-01-31" } }).active(2)).toEqual([start, start + 31 * day]);
    const drawn = sound({ count: 4000, active: { from: ["2024-01-01", "2024-01-10"] } });
    const days = Array.from({ length: 4000 }, (_, e) => (drawn.active(e)[0] - start) / day);
    for (let d = 0; d < 10; d++) expectShare(days.filter((x) => x === d).length, 4000, 0.1);
    const local = (active: Input) => make({ count: 3000, active }, {}, 7, "Europe/Berlin").inventory!;
    const spring = local({ from: ["2024-03-30", "2024-04-01"] });
    const joined = Array.from({ length: 3000 }, (_, e) => new Date(spring.active(e)[0]).toISOString());
    for (const at of ["2024-03-29T23", "2024-03-30T23", "2024-03-31T22"])
      expectShare(joined.filter((text) => text === `${at}:00:00.000Z`).length, 3000, 1 / 3);
    const autumn = local({ to: ["2024-10-25", "2024-10-28"] });
    const retired = new Set(Array.from({ length: 3000 }, (_, e) => new Date(autumn.active(e)[1]).toISOString()));
    expect([...retired].sort()).toEqual(
      ["2024-10-25T22", "2024-10-26T22", "2024-10-27T23", "2024-10-28T23"].map((at) => `${at}:00:00.000Z`),
    );
    const told = sound(
      { from: "a.csv", active: { from: { tag: "since" } } },
      { "a.csv": "id,since\na,2024-01-02\nb,\n" },
    );
    expect([told.active(0)[0], told.active(1)[0]]).toEqual([start + day, -Infinity]);
  });

  test("mistakes in them", () => {
    expect(faults({ active: { from: "2024-02-30" } })).toEqual([
      'active.from: expected a day from 01 to 29 in 2024-02; found "2024-02-30"',
    ]);
    expect(faults({ active: { from: "2024-03-01", to: "2024-02-01" } })).toEqual([
      "active.to: expected entities to retire after they have joined; the two overlap",
    ]);
    expect(faults({ active: { from: "now-1d" } })).toEqual([
      'active.from: expected an instant that stays the same, such as 2024-01-31, found "now-1d"',
    ]);
    expect(faults({ from: "a.csv", active: { from: { tag: "n" } } }, { "a.csv": "id,n\na,5\n" })).toEqual([
      "active.from.tag: `n` holds numbers, expected dates",
    ]);
  });
});

describe("params", () => {
  const inventory = sound(
    { from: "a.csv" },
    {
      "a.csv": `id,model,watts,gap\n${Array.from({ length: 4000 }, (_, i) => `e${i},${i % 2 ? "a" : "b"},${i}.5,${i % 3 || ""}`).join("\n")}`,
    },
  );
  const resolve = (value: Param, name = "p") => {
    const found: string[] = [];
    const of = resolveParam(
      param.parse(value),
      seedKey(name.length),
      inventory,
      (message, meant) => void found.push(meant ? `${message} [${meant}]` : message),
    );
    return { of, found, all: () => Array.from({ length: inventory.size }, (_, e) => of(e)) };
  };

  test("a number, a tag, a value by tag", () => {
    expect(resolve(5).of(17)).toBe(5);
    expect(resolve({ tag: "watts" }).of(17)).toBe(17.5);
    expect(
      resolve({ by: "model", values: { a: 1, b: 2 } })
        .all()
        .slice(0, 3),
    ).toEqual([2, 1, 2]);
    expect(resolve({ by: "model", values: { a: 1 }, otherwise: 9 }).of(0)).toBe(9);
  });

  test("draws have their distribution", () => {
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean(resolve({ uniform: [10, 20] }).all()) - 15)).toBeLessThan(5 * (10 / Math.sqrt(12 * 4000)));
    const normal = resolve({ normal: [5, 2] }).all();
    expect(Math.abs(mean(normal) - 5)).toBeLessThan(5 * (2 / Math.sqrt(4000)));
    expectShare(normal.filter((x) => Math.abs(x - 5) < 2).length, 4000, 0.6827);
    const skewed = resolve({ lognormal: [3, 0.5] }).all();
    expectShare(skewed.filter((x) => x < 3).length, 4000, 0.5);
    expect(normal).not.toEqual(resolve({ normal: [5, 2] }, "another").all());
    expect(normal).toEqual(resolve({ normal: [5, 2] }).all());
  });

  test("what cannot be resolved is refused with what is known", () => {
    expect(resolve({ tag: "wats" }).found).toEqual(["no tag `wats`; there are model, watts, gap [watts]"]);
    expect(resolve({ tag: "model" }).found).toEqual(['`model` is not a number: it is text, such as "b"']);
    expect(resolve({ tag: "gap" }).found).toEqual([
      "`gap` has no value for some entities; a number is needed for each",
    ]);
    expect(resolve({ by: "model", values: { a: 1 } }).found).toEqual([
      'no value for `model` = "b"; add it or `otherwise`',
    ]);
    expect(resolve({ by: "colour", values: {} }).found).toEqual(["no tag `colour`; there are model, watts, gap"]);
    expect(resolve({ uniform: [2, 1] }).found).toEqual(["expected uniform: [low, high], found [2, 1]"]);
    expect(resolve({ by: "model", values: { a: 1, b: 2, constructor: 3 } }).found).toEqual([]);
  });
});
