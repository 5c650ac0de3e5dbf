import type { ScenarioInput } from "../../core/scenario.ts";

const STATES = [..."AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO".split(" ")];
const version = (low: number, high: number) => ({ uniform: [low, high] as [number, number], decimals: 1 });

/** The machines of a fleet, by their type: teller machines, coin counters, deposit machines and computers of branches. */
export const machines: NonNullable<ScenarioInput["inventory"]> = {
  count: 500,
  id: "{AT|CC|PD|PC}%06d",
  tags: {
    branch_id: { integer: [10_000, 99_999] },
    acquisition_date: { date: ["2021-01-01", "2025-11-01"] },
    acquisition_sequence: { template: "{branch_id}{acquisition_date:digits}" },
    state: { choice: STATES },
    machine_type: { prefix: { AT: "ATM", CC: "CC", PD: "PD" }, otherwise: "PC" },
    machine_model: {
      by: "machine_type",
      values: {
        ATM: { choice: ["ATMv17", "ATMv18", "ATMRv18", "ATMv22", "ATMRv22"] },
        CC: { choice: ["STR", "TRL", "MFR"] },
        PD: { choice: ["GH", "GHF", "TRH", "TRHF"] },
        PC: { choice: ["Motto2018", "Motto2019", "Bell2020", "Bell2021", "Bell2022"] },
      },
    },
    supplier: {
      by: "machine_type",
      values: {
        ATM: { choice: ["Cool IT Supplier", "Best Supplier"] },
        CC: { choice: ["Cool IT Supplier", "Lespeed", "Meganet"] },
        PD: { choice: ["Best Supplier", "Lespeed"] },
        PC: { choice: ["Motto", "Bell"] },
      },
    },
    network_address: { unique: "ipv4" },
    operating_system: { by: "machine_type", values: { PC: "Windows" }, otherwise: "Ubuntu" },
    version: {
      by: "machine_type",
      values: {
        ATM: version(17.1, 22.5),
        CC: version(17.1, 22.6),
        PD: version(17.1, 22.7),
        PC: version(35, 57.8),
      },
    },
    // as text, which keeps the last zero of 18.0
    os_version: { template: "{version}" },
  },
  columns: [
    { device_code: "id" },
    "acquisition_sequence",
    "branch_id",
    "state",
    { has_error: "error" },
    "machine_type",
    "machine_model",
    "supplier",
    "network_address",
    "operating_system",
    "os_version",
    "acquisition_date",
    { last_connection_ts: "last.heartbeats" },
  ],
  // a day after the origin: an inventory is the same whenever it is written
  at: "2025-11-03T00:00:00Z",
  time: { format: "sql", zone: "UTC" },
  active: { from: { tag: "acquisition_date" } },
};
