import type { ScenarioInput } from "../../core/scenario.ts";

type Anomaly = NonNullable<ScenarioInput["anomalies"]>[number];

/** Adds one to a count of what is wrong, while it lasts. */
const one = { "level-shift": { by: 1 } };

/**
 * Breakdowns by cause: what part of 49 comes from each, and the median and longest time to repair. Together one in 28.7
 * days (a bank in Zimbabwe; the exponential law holds for 28 machines in Sudan), repaired in 12.3 hours on average, so that
 * 98.25 % of the time a machine works, the benchmark that customers set. Parts and medians are rules of practice.
 */
const CAUSES = [
  { id: "jam", part: 15, median: "4h", most: "3d", description: "The cash dispenser jams" },
  { id: "card-reader", part: 12, median: "5h", most: "3d", description: "The card reader fails" },
  { id: "cash-out", part: 12, median: "8h", most: "4d", description: "There is no cash left" },
  { id: "power", part: 6, median: "2h", most: "2d", description: "There is no power" },
  { id: "vandalism", part: 4, median: "24h", most: "10d", description: "Somebody has damaged it" },
];
/** With these medians and longest times: 12.3 hours on average. */
const SPREAD = 1.17;

const breakdowns = CAUSES.map(
  ({ id, part, median, most, description }): Anomaly => ({
    id,
    description,
    metrics: ["breakdowns"],
    schedule: { random: { rate: `${part}/1406.3d`, length: { median, sigma: SPREAD, most } } },
    effect: one,
  }),
);

/** What does not stop a machine; so often that with breakdowns 5 % have an error. */
const warning: Anomaly = {
  id: "warning",
  description: "A receipt printer or a worn part waits for a visit; the machine works",
  metrics: ["warnings"],
  schedule: { random: { rate: "1/30d", length: { median: "16h", sigma: 0.9, most: "5d" } } },
  effect: one,
};

/** Network and hosts: most of what happens, little of the time. */
const outages: Anomaly[] = [
  {
    id: "no-network",
    description: "One machine has no connection",
    metrics: ["outages"],
    schedule: { random: { rate: "35/1406.3d", length: { median: "20m", sigma: 1.2, most: "1d" } } },
    effect: one,
  },
  {
    id: "state-outage",
    description: "A network of a state fails: a third of its machines are cut off within two minutes",
    per: "state",
    share: 0.35,
    delay: ["0s", "2m"],
    metrics: ["outages"],
    schedule: { random: { rate: "1/365d", length: { median: "45m", sigma: 1, most: "12h" } } },
    effect: one,
  },
  {
    id: "supplier-outage",
    description: "The host of a supplier fails",
    per: "supplier",
    delay: ["0s", "2m"],
    metrics: ["outages"],
    schedule: { random: { rate: "1/180d", length: { median: "15m", sigma: 0.8, most: "6h" } } },
    effect: one,
  },
  {
    id: "model-outage",
    description: "An update fails on the machines of a model, one after the other, until it is taken back",
    per: "machine_model",
    share: 0.6,
    delay: ["0s", "30m"],
    metrics: ["outages"],
    schedule: { random: { rate: "1/365d", length: { median: "2h", sigma: 0.7, most: "1d" } } },
    effect: one,
  },
];

/** Ids of what a machine sends nothing in. */
export const SILENT = [...breakdowns, ...outages].map(({ id }) => id);
export const WARNING = warning.id;

/** What befalls the machines. */
export const trouble: readonly Anomaly[] = [...breakdowns, warning, ...outages];

/** One more outage, at a known time. */
export function outageOf(where: Record<string, string | string[]>, start: string, length: string): Anomaly {
  return {
    id: "outage",
    description: "An outage that was asked for",
    where,
    metrics: ["outages"],
    schedule: { once: { at: start, length } },
    effect: one,
  };
}
