/** `1,728,000` */
export function count(n: number): string {
  return Math.round(n).toLocaleString("en-US");
}

/** `1 file`, `200 files` */
export function counted(n: number, one: string): string {
  return `${count(n)} ${one}${n === 1 ? "" : "s"}`;
}

/** `1 entity`, `200 entities` */
export function entities(n: number): string {
  return n === 1 ? "1 entity" : `${count(n)} entities`;
}

function scaled(n: number, units: readonly string[]): string {
  let i = 0;
  while (n >= 999.5 && i < units.length - 1) {
    n /= 1000;
    i++;
  }
  return `${i === 0 || n >= 99.95 ? Math.round(n) : n >= 9.995 ? n.toFixed(1) : n.toFixed(2)} ${units[i]}`;
}

/** `138 MB`; a MB is 1,000,000 bytes. */
export function byteSize(n: number): string {
  return scaled(n, ["B", "kB", "MB", "GB", "TB", "PB"]);
}

/** `1.25 M` for rates. */
export function short(n: number): string {
  return scaled(n, ["", "k", "M", "G"]).trimEnd();
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function elapsed(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  if (seconds < 7170) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
