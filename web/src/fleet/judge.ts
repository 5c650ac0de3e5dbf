import type { FleetHistory } from "../../../src/server/fleet-protocol.ts";

/** A snapshot against those before it. */
export interface Judged {
  time: number;
  online: number;
  /** Percent of the fleet. */
  share: number;
  /** Mean share of the snapshots before; absent: there are none. */
  baseline?: number;
  /** Percent of the baseline. */
  drop?: number;
  breached: boolean;
}

/** How many reported at each snapshot: every segment adds up to all of them. */
export function onlineOf({ times, segments }: FleetHistory): number[] {
  const [first] = segments;
  return times.map((_, i) => first?.groups.reduce((sum, { counts }) => sum + counts[i], 0) ?? 0);
}

/** drop = max(0, (baseline - share) / baseline), as `monitor` has it; a drop of the threshold or more breaches. */
export function judge(history: FleetHistory, total: number, before: number, threshold: number): Judged[] {
  const shares = onlineOf(history).map((online) => (100 * online) / total);
  return history.times.map((time, i) => {
    const past = shares.slice(Math.max(0, i - before), i);
    const share = shares[i];
    const online = Math.round((share * total) / 100);
    if (past.length === 0) return { time, online, share, breached: false };
    const baseline = past.reduce((sum, one) => sum + one, 0) / past.length;
    const drop = baseline > 0 ? Math.max(0, (100 * (baseline - share)) / baseline) : 0;
    return { time, online, share, baseline, drop, breached: baseline > 0 && drop >= threshold };
  });
}
