import type { ScenarioInput } from "../core/scenario.ts";

/** Share of reads that a link loses, beside the times when it is down. */
const LOSS = { perfect: 0, good: 0.004, fair: 0.014, weak: 0.035, poor: 0.05, dead: 0.05 };

/**
 * What goes wrong with meters in the field. Loss is a meter's own, not a reading's: of 1,708 metered homes 36 % were
 * complete, 62 % to 99 %, and 15 % gave less than half (Webborn and others, SERL, 2021). The same source has the all-ones
 * reads, reads at a wrong time, and units that slip after an exchange; drift is what crystals do (IEC 62054-21 allows
 * half a second a day). Outages are of a feeder, .3 a year. Stuck registers and exchanges are rare: one in 300 and one in
 * 200 meter-years.
 */
export const field = {
  inventory: {
    hierarchy: [{ name: "feeder", fanout: 120 }],
    tags: { link: { choice: { perfect: 36, good: 26, fair: 12, weak: 3, poor: 7, dead: 16 } } },
  },
  faults: [
    {
      id: "lost",
      description: "Reads that get lost on the way",
      effect: { lost: { share: { by: "link", values: LOSS } } },
    },
    {
      id: "no-link",
      description: "Hours to days without a connection",
      where: { link: "poor" },
      schedule: { random: { rate: "1/8d", length: ["6h", "48h"] } },
      effect: { lost: { share: 1 } },
    },
    {
      id: "dead",
      description: "Weeks until somebody comes",
      where: { link: "dead" },
      schedule: { random: { rate: "1/15d", length: ["14d", "42d"] } },
      effect: { lost: { share: 1 } },
    },
    { id: "late", effect: { late: { share: 0.03, delay: ["1h", "24h"] } } },
    { id: "double", effect: { duplicate: { share: 0.0001 } } },
    { id: "all-ones", metrics: ["reading"], effect: { "error-code": { value: 16_777.215, share: 0.0000049 } } },
    {
      id: "wrong-time",
      schedule: { random: { rate: "1/625h", length: "1h" } },
      effect: { "clock-skew": { seconds: 3600 } },
    },
    {
      id: "drift",
      description: "The clock is set once a month",
      schedule: { periodic: { every: "30d", length: "30d" } },
      effect: { "clock-drift": { perDay: { normal: [0, 0.3] } } },
    },
    { id: "summer-time", share: 0.02, effect: { "summer-time": {} } },
    {
      id: "stuck",
      metrics: ["register"],
      schedule: { random: { rate: "1/109500d", length: ["1d", "7d"] } },
      effect: { stuck: {} },
    },
    {
      id: "exchange",
      metrics: ["register"],
      schedule: { random: { rate: "1/73000d", length: "1h" } },
      effect: { "counter-reset": { to: { uniform: [0, 5] } } },
    },
    {
      id: "wh-for-kwh",
      share: 0.01,
      metrics: ["reading"],
      schedule: { random: { rate: "1/365d", length: ["7d", "60d"] } },
      effect: { "unit-slip": { factor: 1000 } },
    },
    {
      id: "outage",
      description: "No power on a feeder: its meters record nothing",
      per: "feeder",
      schedule: { random: { rate: "0.3/365d", length: ["10m", "3h"] } },
      effect: { "reboot-gap": {} },
    },
  ],
} satisfies Partial<ScenarioInput>;
