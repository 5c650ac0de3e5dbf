type Row = readonly [
  location: string,
  zone: string,
  climate: string,
  winter: number,
  summer: number,
  swing: number,
  share: number,
];

/**
 * Data centres that do not exist, in places that do: their time zone, climate (Koppen), mean temperature outside in degC in
 * the middle of January and of July, and how much warmer afternoons are than nights.
 */
const ROWS: readonly Row[] = [
  ["US-OH-01", "America/New_York", "Dfa", -2, 24, 10, 5],
  ["US-OH-02", "America/New_York", "Dfa", -2, 24, 10, 3],
  ["US-TX-01", "America/Chicago", "Cfa", 8, 30, 11, 4],
  ["US-WA-01", "America/Los_Angeles", "Csb", 4, 19, 9, 3],
  ["DE-HE-01", "Europe/Berlin", "Cfb", 2, 20, 9, 4],
  ["DE-HE-02", "Europe/Berlin", "Cfb", 2, 20, 9, 2],
  ["FI-US-01", "Europe/Helsinki", "Dfb", -5, 18, 7, 2],
  ["GB-LN-01", "Europe/London", "Cfb", 5, 18, 7, 3],
  ["IN-MH-01", "Asia/Kolkata", "Am", 24, 28, 8, 2],
  ["JP-TK-01", "Asia/Tokyo", "Cfa", 6, 26, 7, 2],
];

export const locations = ROWS.map(([location, zone, climate, winter, summer, swing, share]) => ({
  location,
  zone,
  climate,
  winter,
  summer,
  swing,
  share,
}));
