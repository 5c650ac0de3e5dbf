import type { Spread } from "./draws.ts";

/** What is on for as long as someone uses it; its power takes what the rest of the day left over. */
export interface Session {
  readonly name: string;
  readonly owned: number;
  readonly watts: Spread;
  readonly minutes: Spread;
  readonly daily: number;
  /** Whether its power wanders from minute to minute (pictures, processors). */
  readonly restless: boolean;
}

export const SESSIONS: readonly Session[] = [
  { name: "lighting", owned: 1, watts: [25, 70, 200], minutes: [8, 60, 300], daily: 8, restless: false },
  { name: "television", owned: 0.98, watts: [50, 95, 180], minutes: [35, 105, 260], daily: 2.2, restless: true },
  { name: "second television", owned: 0.58, watts: [35, 70, 120], minutes: [20, 60, 150], daily: 0.9, restless: true },
  { name: "computer", owned: 0.75, watts: [30, 85, 220], minutes: [50, 170, 480], daily: 1.1, restless: true },
  { name: "audio", owned: 0.7, watts: [20, 40, 100], minutes: [20, 60, 150], daily: 0.4, restless: false },
  { name: "fans and pumps", owned: 0.6, watts: [40, 90, 250], minutes: [15, 50, 180], daily: 1.6, restless: false },
];
