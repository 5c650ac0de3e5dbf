import { isDeepStrictEqual } from "node:util";
import type { PresetDefinition } from "../../src/core/preset.ts";
import { planOf, rowsOf, windowOf } from "../support/rows.ts";

/** What every preset must do, for some options. Throws at the first breach. */
export function checkPreset(preset: PresetDefinition<any>, options: unknown): void {
  const must = (ok: boolean, what: string) => {
    if (!ok) throw new Error(`${preset.type}: ${what}`);
  };
  const make = () => preset.create(preset.options.parse(options), undefined);
  const first = make();
  must(isDeepStrictEqual(JSON.parse(JSON.stringify(first)), first), "its scenario is not plain data");
  must(isDeepStrictEqual(make(), first), "the same options give another scenario");
  first.name = "changed";
  must(make().name !== "changed", "its scenario is shared: a change to one reaches the next");
  must(make().name === preset.type, "its scenario has another name");
  must(typeof make().description === "string", "its scenario is not described");
  for (const [name, metric] of Object.entries(make().metrics))
    must(Boolean(metric.description), `the metric ${name} is not described`);

  const window = windowOf(make(), 2);
  const rows = (seed: number, count: number) => {
    const scenario = { ...make(), ...window, seed };
    scenario.inventory = { ...scenario.inventory, count };
    return rowsOf(planOf(scenario), "entity");
  };
  const some = rows(7, 2);
  must(some.length > 0, "it has no rows");
  must(isDeepStrictEqual(rows(7, 2), some), "the same seed gives other rows");
  must(!isDeepStrictEqual(rows(8, 2), some), "another seed gives the same rows");
  must(isDeepStrictEqual(rows(7, 3).slice(0, some.length), some), "more entities change the rows of the first");
  const resolved = planOf({ ...make(), ...window }).scenario;
  must(planOf(resolved, 0).hash === planOf({ ...make(), ...window }).hash, "its resolved scenario is another run");
}
