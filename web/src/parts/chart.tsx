import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { colour, shown } from "../theme.ts";
import { instantText, localDate } from "../time.ts";
import { drawShades, tell } from "./pointed-at.ts";
import { timeAxisText } from "./time-axis.ts";

/** A line, or an area between two, of a chart. */
export interface Curve {
  name: string;
  /** Name of a colour of the theme, without the dashes. */
  colour: string;
  values: readonly (number | null)[];
  /** The area reaches to these; the curve is its lower edge then. */
  upper?: readonly (number | null)[];
  dashed?: boolean;
}

/** A span of time that is shaded. */
export interface Shade {
  from: number;
  /** Absent: it never ends. */
  to?: number;
  tone: "bad" | "warn" | "accent";
  /** Lines of what the pointer tells of it. */
  text: readonly string[];
}

export interface ChartProps {
  title: string;
  unit?: string;
  decimals: number;
  zone: string;
  from: number;
  to: number;
  /** ms UTC, ascending. */
  times: readonly number[];
  curves: readonly Curve[];
  shades?: readonly Shade[];
  height?: number;
  /** A window was chosen; `rough` while it still moves. */
  onWindow?(from: number, to: number, rough: boolean): void;
  /** All is to be shown again. */
  onReset?(): void;
}

/** Share of the window that a key or a turn of the wheel moves or grows it by. */
const STEP = 0.2;

/** Curves over time. Drag chooses a window, the wheel and the keys + - ← → zoom and pan, 0 shows all. */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const kind = props.curves.map(({ name, colour, upper, dashed }) => `${name}|${colour}|${!!upper}|${!!dashed}`).join();

  useEffect(() => {
    const element = place.current as HTMLElement;
    const made = new uPlot(optionsOf(latest, tip, element.clientWidth || 600), dataOf(latest.current), element);
    plot.current = made;
    const watch = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: latest.current.height ?? 260 });
    });
    watch.observe(element);
    const wheel = (event: WheelEvent) => {
      if (!latest.current.onWindow) return;
      event.preventDefault();
      const { left, width } = made.over.getBoundingClientRect();
      zoom(latest.current, event.deltaY > 0 ? 1 + STEP : 1 / (1 + STEP), (event.clientX - left) / width);
    };
    made.over.addEventListener("wheel", wheel, { passive: false });
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [kind, props.zone, shown.value]);

  useEffect(() => {
    plot.current?.setData(dataOf(props), false);
    plot.current?.batch(() => {
      plot.current?.setScale("x", { min: props.from / 1000, max: props.to / 1000 });
      plot.current?.redraw(true, true);
    });
  }, [props.times, props.curves, props.shades, props.from, props.to]);

  const keys = (event: KeyboardEvent) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(latest.current);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is panned and zoomed by keys
    <section class="chart" ref={place} tabIndex={0} onKeyDown={keys} aria-label={summaryOf(props)}>
      <div class="tip" ref={tip} hidden />
    </section>
  );
}

const KEYS: Record<string, (props: ChartProps) => void> = {
  "+": (props) => zoom(props, 1 / (1 + 2 * STEP), 0.5),
  "=": (props) => zoom(props, 1 / (1 + 2 * STEP), 0.5),
  "-": (props) => zoom(props, 1 + 2 * STEP, 0.5),
  ArrowLeft: (props) => pan(props, -STEP),
  ArrowRight: (props) => pan(props, STEP),
  "0": ({ onReset }) => onReset?.(),
};

function zoom({ from, to, onWindow }: ChartProps, by: number, at: number): void {
  const centre = from + (to - from) * at;
  onWindow?.(centre - (centre - from) * by, centre + (to - centre) * by, true);
}

function pan({ from, to, onWindow }: ChartProps, by: number): void {
  const step = (to - from) * by;
  onWindow?.(from + step, to + step, true);
}

function summaryOf({ title, from, to, zone, onWindow, curves }: ChartProps): string {
  const span = to - from;
  const keys = onWindow ? " Keys: plus and minus zoom, left and right pan, zero shows all." : "";
  const names = curves.map(({ name }) => name).join(", ");
  return `${title}: ${names}; ${instantText(from, zone, span)} to ${instantText(to, zone, span)}. The table below has the values.${keys}`;
}

function dataOf({ times, curves }: ChartProps): uPlot.AlignedData {
  const columns = curves.flatMap(({ values, upper }) => (upper ? [values, upper] : [values]));
  return [times.map((time) => time / 1000), ...columns] as uPlot.AlignedData;
}

function optionsOf(
  latest: { current: ChartProps },
  tip: { current: HTMLDivElement | null },
  width: number,
): uPlot.Options {
  const { curves, zone, height = 260 } = latest.current;
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const curve of curves) {
    const stroke = colour(curve.colour);
    const line = {
      label: curve.name,
      stroke,
      width: 1.5,
      dash: curve.dashed ? [5, 4] : undefined,
      points: curve.upper ? { show: false } : { size: 4 },
    };
    series.push({ ...line, width: curve.upper ? 1 : 1.5 });
    if (!curve.upper) continue;
    series.push({ ...line, width: 1 });
    bands.push({ series: [series.length - 1, series.length - 2], fill: `${stroke}40` });
  }
  const axis = {
    stroke: colour("quiet"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1 },
    font: "12px system-ui, sans-serif",
  };
  const values: uPlot.Axis["values"] = (_plot, splits, _axis, _space, step) => timeAxisText(zone, splits, step);
  return {
    width,
    height,
    tzDate: (seconds) => localDate(seconds * 1000, zone),
    legend: { show: false },
    scales: { x: { time: true, range: () => [latest.current.from / 1000, latest.current.to / 1000] } },
    axes: [
      { ...axis, values },
      { ...axis, size: (_plot, texts) => 18 + 7 * Math.max(3, ...(texts ?? []).map(({ length }) => length)) },
    ],
    padding: [12, 36, 0, 0],
    cursor: {
      y: false,
      drag: { x: latest.current.onWindow !== undefined, y: false, setScale: false },
      sync: { key: "time" },
      points: { size: 6 },
    },
    series,
    bands,
    hooks: {
      drawClear: [(plot) => drawShades(plot, latest.current.shades ?? [])],
      setCursor: [(plot) => tell(plot, latest.current, tip.current)],
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide < 4) return;
          const at = (x: number) => plot.posToVal(x, "x") * 1000;
          latest.current.onWindow?.(at(left), at(left + wide), false);
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        },
      ],
    },
  };
}
