import type { Card } from "./card.ts";
import { SOLVED } from "./triviality.ts";

/** Labels on more of all cells than this are no longer rare. */
const RARE = 0.1;
/** Standard deviations beyond which a count or share is no accident: one in 15,000 and, of one side, one in 700. */
const FAR = 4;
const LEANING = 3;

/**
 * What a reader should know before judging detectors by the data: the four flaws that R. Wu and E. Keogh found in
 * benchmarks (arXiv 2009.13807), and where less came out than was asked for.
 */
export function findingsOf({ disturbances, contamination, position, triviality }: Omit<Card, "findings">): string[] {
  if (disturbances.length === 0) return ["there are no anomalies and no faults: nothing can be found"];
  const found: string[] = [];
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  for (const { id, perTick, begun, expected, reaching, labelled, unchanged } of disturbances) {
    if (reaching === 0) found.push(`${id}: no window of it reaches these entities in this time`);
    if (expected && Math.abs(begun - expected.windows) > FAR * expected.deviation + 1)
      found.push(`${id}: ${begun} windows, where its schedule asks for ${Math.round(expected.windows)}`);
    if (labelled < reaching && !perTick)
      found.push(`${id}: ${reaching - labelled} of ${reaching} windows have no label`);
    if (unchanged > 0) found.push(`${id}: ${unchanged} labels where no value was changed`);
  }
  const { cells, labelledCells, denseSeries, labelledSeries, series } = contamination;
  if (triviality.solved > triviality.series / 2)
    found.push(
      `too easy: one line of code solves ${triviality.solved} of ${triviality.series} series (F1 of ${SOLVED} or more)`,
    );
  if (cells > 0 && labelledCells / cells > RARE)
    found.push(`unrealistic density: ${percent(labelledCells / cells)} of all cells are labelled`);
  if (denseSeries > 0)
    found.push(`unrealistic density: a third or more of ${denseSeries} of ${series} series is labelled`);
  if (labelledSeries === 0 && disturbances.some(({ labels }) => labels > 0))
    found.push("no cell is labelled: what is asked for reaches rows, clocks or delivery alone");
  if (position.lastTenthScore > LEANING && position.lastTenth >= 0.2)
    found.push(`run-to-failure bias: ${percent(position.lastTenth)} of the events begin in the last tenth of the time`);
  return found;
}
