import { pathText, ScenarioError } from "../core/error.ts";
import { visible } from "../engine/visible.ts";
import { emptyTables } from "./empty-tables.ts";
import type { ScenarioFlags } from "./flags.ts";
import { counted, entities } from "./quantity.ts";
import { ask, compileAsked, tablesOf } from "./scenario.ts";
import { note, print, printJson, styleOf } from "./style.ts";

/** Exit code 0 when a scenario is sound. Mistakes are thrown, or with --json printed. */
export async function validate(name: string, flags: ScenarioFlags & { json?: boolean }): Promise<number> {
  try {
    const plan = compileAsked(await ask(name, flags));
    const wanted = tablesOf(plan, flags.table);
    const tables = wanted.map((table) => table.name);
    if (flags.json) printJson({ ok: true, scenario: plan.scenario.name, issues: [] });
    else {
      const ok = styleOf(process.stdout).green("ok");
      print(
        `${ok} ${visible(name)}: ${entities(plan.inventory.size)}, ${counted(plan.metrics.length, "metric")}, ${counted(tables.length, "table")} (${tables.join(", ")})`,
      );
      for (const warning of emptyTables(plan, wanted)) note(warning);
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
    printJson({ ok: false, issues });
    return 2;
  }
}
