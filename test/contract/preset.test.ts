import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogs } from "../../src/catalog.ts";
import { definePreset } from "../../src/core/preset.ts";
import { checkPreset } from "./preset.ts";

describe("every preset keeps the contract", () => {
  for (const preset of Object.values(catalogs.presets)) {
    test(`${preset.type}, as it is`, () => checkPreset(preset, {}));
    test(`${preset.type}, its example`, () => checkPreset(preset, preset.example));
    for (const [name, option] of Object.entries(preset.options.shape)) {
      const values = z.toJSONSchema(option as z.ZodType, { io: "input" }).enum ?? [];
      for (const value of values)
        test(`${preset.type}, ${name}=${value}`, () => checkPreset(preset, { [name]: value }));
    }
  }
});

describe("the contract catches a broken preset", () => {
  let calls = 0;
  const good = () => ({
    name: "broken",
    description: "x",
    origin: "2024-01-01",
    metrics: { x: { description: "x", signals: [{ normal: { mean: 0, sd: 1 } }] } },
  });
  const kept = good();
  const make = (create: () => ReturnType<typeof good>) =>
    definePreset({ type: "broken", summary: "Broken.", options: z.strictObject({}), example: {}, create });
  const cases: Record<string, [() => ReturnType<typeof good>, RegExp]> = {
    "whose scenario is shared": [() => kept, /shared/],
    "that is not plain data": [() => ({ ...good(), extra: () => 1 }), /plain data/],
    "that differs from call to call": [() => ({ ...good(), seed: calls++ }), /another scenario/],
    "that ignores the seed": [
      () =>
        ({
          ...good(),
          inventory: { id: { format: "E%06d", order: "sequential" } },
          metrics: { x: { description: "x", signals: [{ constant: { value: 1 } }] } },
        }) as never,
      /another seed/,
    ],
    "with another name": [() => ({ ...good(), name: "other" }), /another name/],
    "that has no rows": [() => ({ ...good(), interval: "3h", origin: "2023-12-30T23:00:00Z" }), /no rows/],
  };
  test("but not a good one", () => checkPreset(make(good), {}));
  for (const [name, [create, message]] of Object.entries(cases)) {
    test(name, () => expect(() => checkPreset(make(create), {})).toThrow(message));
  }
});
