import { expectedAbsence } from "./absence.ts";

export const DAY = 86_400_000;

/** Energy of the mean home by month over the year's mean: profile H25 with its day-of-year factor. Source: BDEW. */
const MONTHS = [1.191, 1.149, 1.035, 0.999, 0.904, 0.868, 0.88, 0.862, 0.891, 0.985, 1.07, 1.175];
const MIDDLES = [15, 44.5, 74, 104.5, 135, 165.5, 196, 227, 257.5, 288, 318.5, 349];
/** Energy of a working day, Saturday and Sunday over the week's mean: H25, mean of its months. Source: BDEW. */
const KINDS = [0.957, 1.089, 1.126];
/** Share of the energy of all homes that is base load. */
export const BASE_SHARE = 0.425;

export const WORKDAY = 0;
export const SATURDAY = 1;
export const SUNDAY = 2;

/** Days from 1970-01-01 to 1 January of a year of the Gregorian calendar. */
export function yearStart(year: number): number {
  const y = year - 1;
  return 365 * (year - 1970) + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) - 477;
}

/** The year that holds a day counted from 1970-01-01. */
export function yearOf(day: number): number {
  let year = 1970 + Math.floor(day / 365.2425);
  while (yearStart(year) > day) year--;
  while (yearStart(year + 1) <= day) year++;
  return year;
}

/** One of the 14 calendars a year can have: the weekday it begins on (0 Monday) and whether it has 366 days. */
export function calendarOf(year: number): number {
  const start = yearStart(year);
  const weekday = (((start + 3) % 7) + 7) % 7;
  return weekday * 2 + (yearStart(year + 1) - start - 365);
}

const CALENDARS = 14;
const types = new Uint8Array(CALENDARS * 366);
const sums = new Float64Array(CALENDARS * 367);

/** Energy of the mean home on a day of the year over the year's mean, without the weekday. */
export function seasonFactor(dayOfYear: number): number {
  let m = 0;
  while (m < 12 && MIDDLES[m] <= dayOfYear) m++;
  const before = m === 0 ? MIDDLES[11] - 365 : MIDDLES[m - 1];
  const after = m === 12 ? MIDDLES[0] + 365 : MIDDLES[m];
  const low = MONTHS[(m + 11) % 12];
  return low + ((MONTHS[m % 12] - low) * (dayOfYear - before)) / (after - before);
}

/** Holidays count as Sundays; 24 and 31 December as Saturdays unless they are Sundays. Only the dates common to most of Europe. */
function typeOf(weekday: number, dayOfYear: number, days: number): number {
  if (dayOfYear === 0 || dayOfYear === days - 7 || dayOfYear === days - 6 || weekday === 6) return SUNDAY;
  return weekday === 5 || dayOfYear === days - 8 || dayOfYear === days - 1 ? SATURDAY : WORKDAY;
}

const away = expectedAbsence();
for (let calendar = 0; calendar < CALENDARS; calendar++) {
  const days = 365 + (calendar & 1);
  for (let day = 0; day < days; day++) {
    const type = typeOf(((calendar >> 1) + day) % 7, day, days);
    types[calendar * 366 + day] = type;
    // what people use, so that with the base load and without those away the mean home follows the profile
    const activity = (seasonFactor(day) * KINDS[type] - BASE_SHARE) / (1 - away[day]);
    sums[calendar * 367 + day + 1] = sums[calendar * 367 + day] + activity;
  }
}

/** WORKDAY, SATURDAY or SUNDAY. */
export function dayType(calendar: number, dayOfYear: number): number {
  return types[calendar * 366 + dayOfYear];
}

/** Expected activity of a home that is never away, summed over the first `days` days of the year; any unit. */
export function activityBefore(calendar: number, days: number): number {
  return sums[calendar * 367 + days];
}
