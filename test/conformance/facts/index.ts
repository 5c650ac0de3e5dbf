import { diversityFacts } from "./diversity.ts";
import type { Fact } from "./fact.ts";
import { minuteFacts } from "./minutes.ts";
import { nightFacts } from "./nights.ts";
import { annualFacts, pooledFacts } from "./pooled.ts";
import { yearFacts } from "./year.ts";

/** What the home model is held to, by group: every fact of docs/smart-meter.md. */
export const groups: Readonly<Record<string, () => Fact[]>> = {
  annual: annualFacts,
  year: yearFacts,
  minutes: minuteFacts,
  nights: nightFacts,
  pooled: pooledFacts,
  diversity: diversityFacts,
};
