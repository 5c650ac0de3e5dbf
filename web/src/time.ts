/** Instants as people of a zone read them, in the words of the reader's own language. */

const LOCALE = navigator.languages;

const kept = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let found = kept.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(LOCALE as string[], { timeZone: zone, hourCycle: "h23", ...options });
    kept.set(key, found);
  }
  return found;
}

const DATE = { year: "numeric", month: "short", day: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;

/** As exact as the span around it asks for. */
export function instantText(ms: number, zone: string, span: number): string {
  if (span > 40 * 86_400_000) return format(zone, DATE).format(ms);
  return format(zone, span > 3_600_000 ? { ...DATE, ...CLOCK } : { ...DATE, ...CLOCK, second: "2-digit" }).format(ms);
}

/** Some parts of an instant. */
export function timeText(ms: number, zone: string, parts: Intl.DateTimeFormatOptions): string {
  return format(zone, parts).format(ms);
}

const UNITS: readonly (readonly [string, number])[] = [
  ["year", 365 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** `3 days`, `1.5 hours`. */
export function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, least]) => ms >= least) ?? ["second", 1000];
  const count = Math.round((ms / size) * 10) / 10;
  return new Intl.NumberFormat(LOCALE as string[], { style: "unit", unit, unitDisplay: "long" }).format(count);
}

const numbers = new Map<number, Intl.NumberFormat>();

/** A number with the decimals of its metric. */
export function numberText(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined) return "–";
  let found = numbers.get(decimals);
  if (!found) {
    const digits = { maximumFractionDigits: decimals, minimumFractionDigits: decimals };
    found = new Intl.NumberFormat(LOCALE as string[], digits);
    numbers.set(decimals, found);
  }
  return found.format(value);
}

/** Local time of a zone, as the fields of a Date. */
export function localDate(ms: number, zone: string): Date {
  const parts = Object.fromEntries(
    format(zone, {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      calendar: "gregory",
      numberingSystem: "latn",
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return new Date(
    parts.year,
    parts.month - 1,
    parts.day,
    parts.hour,
    parts.minute,
    parts.second,
    ((ms % 1000) + 1000) % 1000,
  );
}

/** `2024-01-31T06:00:00` of a zone, as the server reads it back. */
export function localText(ms: number, zone: string): string {
  const local = localDate(ms, zone);
  return new Date(local.getTime() - local.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
