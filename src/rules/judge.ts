import type { Points, Verdict } from "./condition.ts";
import type { Rule } from "./rule.ts";

/** Judges a snapshot of a series: breached where the last `for` of them are. */
export function judge(rule: Rule, points: Points, index: number): Verdict {
  const verdict = rule.condition.judge(points, index);
  if (verdict.state !== "breached") return verdict;
  for (let i = index - 1; i > index - rule.for; i--)
    if (i < 0 || rule.condition.judge(points, i).state !== "breached") return { ...verdict, state: "ok" };
  return verdict;
}
