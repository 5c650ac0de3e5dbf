import type { Tally } from "../engine/job.ts";
import { stopwatch } from "../engine/pace.ts";
import { elapsed, short } from "./quantity.ts";
import { styleOf, widthOf } from "./style.ts";

/** Shows how far a run is on standard error: a bar on a terminal, a line every few seconds elsewhere. */
export interface Progress {
  update(tally: Tally): void;
  /** Takes the bar away. */
  end(): void;
}

const REDRAW = 0.1;
const LINE = 5;

export function createProgress(label: string): Progress {
  const { stderr } = process;
  const bar = stderr.isTTY === true && !process.env.CI && process.env.TERM !== "dumb";
  const style = styleOf(stderr);
  let next = stopwatch() + (bar ? REDRAW : LINE);
  let drawn = false;
  let first: Tally | undefined;
  return {
    update(tally) {
      first ??= tally;
      const now = stopwatch();
      if (now < next) return;
      next = now + (bar ? REDRAW : LINE);
      const words = progressText(tally, first);
      if (!bar) {
        stderr.write(`${label}: ${words}\n`);
        return;
      }
      const room = Math.max(0, Math.min(30, widthOf(stderr) - label.length - words.length - 4));
      const full = Math.round(room * share(tally));
      stderr.write(`\r\x1b[2K${label} ${style.green("█".repeat(full))}${style.dim("░".repeat(room - full))} ${words}`);
      drawn = true;
    },
    end() {
      if (drawn) stderr.write("\r\x1b[2K");
      drawn = false;
    },
  };
}

function share({ rows, total }: Tally): number {
  return total > 0 ? Math.min(1, rows / total) : 0;
}

/** Speed and time left are counted from the first report on, for what a resumed run had already. */
export function progressText({ rows, total, seconds }: Tally, first: Tally): string {
  const speed = (rows - first.rows) / Math.max(seconds - first.seconds, 0.001);
  if (speed === 0) return `${short(rows)} rows`;
  const words = `${short(rows)} rows, ${short(speed)} rows/s`;
  if (total === 0) return words;
  return `${Math.floor(100 * share({ rows, total, seconds }))} %, ${words}, ${elapsed(Math.max(0, total - rows) / speed)} left`;
}
