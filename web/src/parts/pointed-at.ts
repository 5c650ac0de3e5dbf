import type uPlot from "uplot";
import { colour } from "../theme.ts";
import { instantText, numberText } from "../time.ts";
import type { ChartProps, Curve, Shade } from "./chart.tsx";

/** Shades spans of time, with an edge above that is seen on any ground. */
export function drawShades({ ctx, bbox, valToPos }: uPlot, shades: readonly Shade[]): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { from, to, tone } of shades) {
    const x = valToPos(from / 1000, "x", true);
    const end = to === undefined ? bbox.left + bbox.width : valToPos(to / 1000, "x", true);
    ctx.fillStyle = `${colour(tone)}2e`;
    ctx.fillRect(x, bbox.top, Math.max(2, end - x), bbox.height);
    ctx.fillStyle = colour(tone);
    ctx.fillRect(x, bbox.top, Math.max(2, end - x), 3);
  }
  ctx.restore();
}

/** Puts beside the pointer what stands there. */
export function tell(
  plot: uPlot,
  { zone, from, to, curves, decimals, unit, shades = [] }: ChartProps,
  tip: HTMLDivElement | null,
): void {
  if (!tip) return;
  const { left = -1, idx } = plot.cursor;
  tip.hidden = left < 0;
  if (left < 0) return;
  const time = plot.posToVal(left, "x") * 1000;
  const lines = [instantText(time, zone, Math.min(to - from, 3_600_001))];
  if (idx !== null && idx !== undefined)
    for (const curve of curves)
      lines.push(`${curve.name}: ${valueText(curve, idx, decimals)}${unit ? ` ${unit}` : ""}`);
  // a short one is as wide as its mark, at least
  const reach = ((to - from) / Math.max(1, plot.over.clientWidth)) * 3;
  const here = shades.filter((shade) => time >= shade.from - reach && time <= (shade.to ?? Infinity) + reach);
  for (const { text } of here.slice(0, 4)) lines.push(...text);
  if (here.length > 4) lines.push(`and ${here.length - 4} more`);
  tip.replaceChildren(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
  const right = left > plot.over.clientWidth / 2;
  tip.style.left = right ? "" : `${plot.over.offsetLeft + left + 14}px`;
  tip.style.right = right ? `${plot.root.clientWidth - plot.over.offsetLeft - left + 14}px` : "";
}

function valueText({ values, upper }: Curve, index: number, decimals: number): string {
  const low = numberText(values[index], decimals);
  if (!upper || values[index] === upper[index]) return low;
  return `${low} … ${numberText(upper[index], decimals)}`;
}
