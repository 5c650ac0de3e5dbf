/** Local time of a place: its offset from UTC, piece by piece. */
export interface Zone {
  /** IANA name, `Europe/Berlin`, or `UTC`. */
  readonly name: string;
  /** Local time minus UTC at an instant, ms. */
  offsetAt(time: number): number;
  /** The first instant after `time` at which the offset changes; Infinity when it never does. */
  nextChange(time: number): number;
}

export const utc: Zone = { name: "UTC", offsetAt: () => 0, nextChange: () => Infinity };
