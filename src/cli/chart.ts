import { TENS } from "../core/numeric.ts";
import { createEvaluator } from "../engine/evaluate.ts";
import type { Plan } from "../engine/plan.ts";
import { visible } from "../engine/visible.ts";
import { styleOf } from "./style.ts";
import { localText } from "./window-text.ts";

const BARS = [..."▁▂▃▄▅▆▇█"];
const ENTITIES = 3;
/** Places in a bar that are looked at, spread evenly, and ticks at each. */
const PLACES = 8;
const LOOK = 8;

/** A line of bars per metric and entity over the window: each bar is a mean. Empty without metrics or ticks. */
export function chart(plan: Plan, width: number): string {
  const { metrics, inventory, window, scenario, zone } = plan;
  const ticks = window.to - window.from;
  if (metrics.length === 0 || ticks === 0) return "";
  const shown = Object.keys(scenario.metrics).map((name) => metrics.findIndex((metric) => metric.name === name));
  const entities = Math.min(ENTITIES, inventory.size);
  const ids = Array.from({ length: entities }, (_, e) => visible(inventory.idOf(e)));
  const label = Math.max(...ids.map((id) => id.length));
  const bars = Math.max(1, Math.min(ticks, width - label - 30));
  const means = sample(plan, shown, entities, bars);
  const style = styleOf(process.stdout);
  const out: string[] = [];
  for (const [at, m] of shown.entries()) {
    const { name, unit } = metrics[m];
    out.push(style.bold(name) + (unit ? style.dim(` ${visible(unit)}`) : ""));
    for (let e = 0; e < entities; e++) {
      const { text, low, high } = sparkline(means[at][e]);
      const range = Number.isFinite(low)
        ? style.dim(`${ticks > bars ? " means" : ""} ${number(low)} to ${number(high)}`)
        : "";
      out.push(`  ${ids[e].padEnd(label)} ${style.cyan(text)}${range}`);
    }
  }
  const [start, end] = [window.start, window.end].map((time) => localText(time, zone).slice(0, 16));
  if (bars >= start.length + end.length + 1)
    out.push(style.dim(`  ${" ".repeat(label)} ${start}${" ".repeat(bars - start.length - end.length)}${end}`));
  return out.join("\n");
}

/** Means per metric, entity and bar; NaN where the entity does not exist. Long bars are sampled. */
function sample(plan: Plan, shown: readonly number[], entities: number, bars: number): number[][][] {
  const { window, inventory, grid } = plan;
  const evaluator = createEvaluator(plan, shown, LOOK);
  const means = shown.map(() => Array.from({ length: entities }, () => new Array<number>(bars).fill(Number.NaN)));
  for (let e = 0; e < entities; e++) {
    const [begin, end] = inventory.active(e).map((time) => grid.tickAt(time));
    for (let bar = 0; bar < bars; bar++) {
      const sums = shown.map(() => 0);
      let ticks = 0;
      for (const { from, to } of placesOf(window, bar, bars)) {
        if (from < begin || to > end) continue;
        evaluator.run(e, from, to - from);
        ticks += to - from;
        for (const [at, m] of shown.entries()) {
          const quanta = evaluator.quanta(m);
          for (let i = 0; i < to - from; i++) sums[at] += quanta[i];
        }
      }
      for (const [at, m] of shown.entries()) means[at][e][bar] = sums[at] / ticks / TENS[plan.metrics[m].decimals];
    }
  }
  return means;
}

/** The ticks of a bar that are looked at: all of a short one. */
function* placesOf({ from, to }: { from: number; to: number }, bar: number, bars: number) {
  const edge = (i: number) => from + Math.floor(((to - from) * i) / (bars * PLACES));
  for (let place = bar * PLACES; place < (bar + 1) * PLACES; place++) {
    const [first, next] = [edge(place), edge(place + 1)];
    if (next > first) yield { from: first, to: Math.min(next, first + LOOK) };
  }
}

function sparkline(values: readonly number[]): { text: string; low: number; high: number } {
  const there = values.filter(Number.isFinite);
  const low = Math.min(...there);
  const high = Math.max(...there);
  const bar = (value: number): string => {
    if (!Number.isFinite(value)) return " ";
    return BARS[high > low ? Math.min(BARS.length - 1, Math.floor(((value - low) / (high - low)) * BARS.length)) : 0];
  };
  return { text: values.map(bar).join(""), low, high };
}

/** Six digits tell enough, of registers as well. */
function number(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}
