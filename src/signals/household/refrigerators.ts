import type { Spread } from "./draws.ts";

/** Refrigeration, always running: share of homes, W when on, minutes on; off twice as long. After CREST, with the powers of newer stock. */
export const COLD: readonly { name: string; owned: number; watts: Spread; minutes: Spread }[] = [
  { name: "fridge-freezer", owned: 0.65, watts: [70, 105, 160], minutes: [14, 20, 27] },
  { name: "fridge", owned: 0.43, watts: [50, 75, 110], minutes: [11, 16, 22] },
  { name: "upright freezer", owned: 0.29, watts: [65, 95, 140], minutes: [13, 19, 26] },
  { name: "chest freezer", owned: 0.16, watts: [70, 110, 160], minutes: [10, 14, 20] },
];
