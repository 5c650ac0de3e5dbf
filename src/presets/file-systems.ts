import type { ScenarioInput } from "../core/scenario.ts";

/**
 * Four file systems: what they hold at the origin and what is written in a day, in GB; the part of it that is gone after
 * two days; sizes of campaigns that come at once; what they can hold, and what a yearly shelf adds.
 */
export const fileSystems = {
  id: "directory",
  from: [
    {
      directory: "/home",
      kind: "home",
      base: 14_500,
      daily: 58,
      spread: 12,
      temporary: 0.8,
      small: 0,
      large: 0,
      capacity: 18_000,
      shelf: 1900,
    },
    {
      directory: "/projects",
      kind: "projects",
      base: 55_000,
      daily: 190,
      spread: 60,
      temporary: 0.6,
      small: 1000,
      large: 3500,
      capacity: 116_000,
      shelf: 30_000,
    },
    {
      directory: "/scratch",
      kind: "scratch",
      base: 17_500,
      daily: 800,
      spread: 240,
      temporary: 0.3,
      small: 0,
      large: 0,
      capacity: 50_000,
      shelf: 1000,
    },
    {
      directory: "/archive",
      kind: "archive",
      base: 160_000,
      daily: 306,
      spread: 90,
      temporary: 0,
      small: 0,
      large: 0,
      capacity: 269_000,
      shelf: 112_000,
    },
  ],
} satisfies ScenarioInput["inventory"];
