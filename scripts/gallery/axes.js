// Round numbers and clock times along axes. Sums, products and comparisons only: the same text on any engine.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 3, 7, 14, 30, 60, 120, 365].map((n) => n * DAY),
];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MOST_TIMES = 7;
const MOST_VALUES = 5;

const two = (n) => String(n).padStart(2, "0");

/** Marks of a time axis: [ms, text] of round instants from `start` to `end`. */
export function timeMarks(start, end) {
  const step = TIME_STEPS.find((one) => (end - start) / one <= MOST_TIMES);
  const marks = [];
  for (let at = start; at <= end; at += step) marks.push([at, timeText(new Date(at), step, end - start)]);
  return marks;
}

function timeText(at, step, length) {
  if (length > 2 * DAY) {
    const day = `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}`;
    return step < DAY && at.getUTCHours() > 0 ? `${two(at.getUTCHours())}:00` : day;
  }
  if (step >= MINUTE) return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const seconds = two(at.getUTCSeconds());
  return `${two(at.getUTCMinutes())}:${step < SECOND ? `${seconds}.${at.getUTCMilliseconds() / 100}` : seconds}`;
}

/** Marks of an axis of values: [value, text] of round numbers from `low` to `high`. */
export function valueMarks(low, high) {
  const { step, unit, decimals } = roundStep((high - low) / MOST_VALUES);
  const [divisor, suffix] = largest(Math.max(Math.abs(low), Math.abs(high)), step);
  const marks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    // a step below 1 is a whole number of tenths, hundredths ...: divided, so that 3 * 0.1 reads 0.3
    const value = decimals > 0 ? (i * unit) / TENS[decimals] : i * step;
    marks.push([value, `${(value / divisor).toFixed(decimals)}${i === 0 ? "" : suffix}`.replace("-", "−")]);
  }
  return marks;
}

const TENS = [1, 10, 100, 1000, 1e4, 1e5, 1e6];

/** The least of 1, 2 and 5 times a power of ten that is no less than `least`. */
function roundStep(least) {
  for (let decimals = 6; decimals > 0; decimals--)
    for (const unit of [1, 2, 5])
      if (unit / TENS[decimals] >= least) return { step: unit / TENS[decimals], unit, decimals };
  for (let ten = 1; ; ten *= 10)
    for (const unit of [1, 2, 5]) if (unit * ten >= least) return { step: unit * ten, unit, decimals: 0 };
}

/** Thousands and millions, where the steps are whole ones. */
function largest(most, step) {
  for (const [divisor, suffix] of [
    [1e6, "M"],
    [1e3, "k"],
  ])
    if (most >= 10 * divisor && step >= divisor) return [divisor, suffix];
  return [1, ""];
}
