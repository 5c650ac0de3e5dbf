import { pathText, ScenarioError } from "../core/error.ts";
import type { ScenarioFlags } from "./flags.ts";
import { counted, entities } from "./quantity.ts";
import { ask, compileAsked, tablesOf } from "./scenario.ts";
import { print, styleOf } from "./style.ts";

/** Exit code 0 when a scenario is sound. Mistakes are thrown, or with --json printed. */
export async function validate(name: string, flags: ScenarioFlags & { json?: boolean }): Promise<number> {
  try {
    const plan = compileAsked(await ask(name, flags));
    const tables = tablesOf(plan, flags.table).map((table) => table.name);
    if (flags.json) print(JSON.stringify({ ok: true, scenario: plan.scenario.name, issues: [] }, null, 2));
    else {
      const ok = styleOf(process.stdout).green("ok");
      print(
        `${ok} ${name}: ${entities(plan.inventory.size)}, ${counted(plan.metrics.length, "metric")}, ${counted(tables.length, "table")} (${tables.join(", ")})`,
      );
    }
    return 0;
  } catch (error) {
    if (!flags.json || !(error instanceof ScenarioError)) throw error;
    const issues = error.issues.map(({ path, message, suggestion, location }) => ({
      path: pathText(path),
      message,
      suggestion,
      file: location?.file,
      line: location?.line,
      column: location?.column,
    }));
    print(JSON.stringify({ ok: false, issues }, null, 2));
    return 2;
  }
}
