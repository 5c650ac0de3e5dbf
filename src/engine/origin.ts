import type { Origin } from "../core/encoder.ts";
import type { Plan } from "./plan.ts";

/** What a file may say of where it comes from; the same in every shard and under every name. */
export function originOf({ scenario, hash }: Plan): Origin {
  return { "fauxmetry.scenario": scenario.name, "fauxmetry.hash": hash, "fauxmetry.seed": `${scenario.seed}` };
}
