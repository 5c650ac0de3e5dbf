import type { EffectCatalog } from "../core/effect.ts";
import { amplitude } from "./amplitude.ts";
import { brokenCorrelation } from "./broken-correlation.ts";
import { contextual } from "./contextual.ts";
import { dip } from "./dip.ts";
import { frequency } from "./frequency.ts";
import { globalExtremum } from "./global-extremum.ts";
import { levelShift } from "./level-shift.ts";
import { localExtremum } from "./local-extremum.ts";
import { missing } from "./missing.ts";
import { pattern } from "./pattern.ts";
import { permanentStep } from "./permanent-step.ts";
import { phaseShift } from "./phase-shift.ts";
import { platform } from "./platform.ts";
import { reversed } from "./reversed.ts";
import { spike } from "./spike.ts";
import { stretched } from "./stretched.ts";
import { trendChange } from "./trend-change.ts";
import { variance } from "./variance.ts";

/** Every kind of anomaly by type. An application adds its own: `{ ...anomalies, mine }`. */
export const anomalies = {
  amplitude,
  "broken-correlation": brokenCorrelation,
  contextual,
  dip,
  frequency,
  "global-extremum": globalExtremum,
  "level-shift": levelShift,
  "local-extremum": localExtremum,
  missing,
  pattern,
  "permanent-step": permanentStep,
  "phase-shift": phaseShift,
  platform,
  reversed,
  spike,
  stretched,
  "trend-change": trendChange,
  variance,
} satisfies EffectCatalog;
