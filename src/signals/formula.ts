import { z } from "zod";
import { type Formula, FormulaError, LONGEST_FORMULA, parseFormula } from "../core/formula.ts";
import { defineSignal, type SignalContext } from "../core/signal.ts";

function parse(text: string, c: SignalContext): Formula {
  try {
    return parseFormula(text);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return c.fail(["expression"], `character ${error.column}: ${error.message}`);
  }
}

export const formula = defineSignal({
  type: "formula",
  summary:
    "Adds the value of an arithmetic formula of other metrics: + - * / ( ), < <= > >= == != (1 or 0), if(test, yes, no), min, max, abs, floor, sqrt, exp, log.",
  options: z.strictObject({
    expression: z
      .string()
      .min(1)
      .max(LONGEST_FORMULA)
      .meta({
        description:
          "Names stand for metrics; one with a - in it is written in backticks. A result that is no number, as of x / 0, stops the run: test for it with `if`.",
        examples: ["voltage * current / 1000", "if(requests > 0, 100 * errors / requests, 0)"],
      }),
  }),
  example: { expression: "voltage * current / 1000" },
  create(o, c) {
    const { names, evaluate } = parse(o.expression, c);
    for (const name of names) c.metric(name);
    return {
      fill(out, block) {
        const columns = names.map((name) => block.metric(name));
        for (let i = 0; i < block.ticks; i++) out[i] += evaluate(columns, i);
      },
    };
  },
});
