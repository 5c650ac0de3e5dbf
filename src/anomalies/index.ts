import type { EffectCatalog } from "../core/effect.ts";
import { levelShift } from "./level-shift.ts";

/** Every kind of anomaly by type. An application adds its own: `{ ...anomalies, mine }`. */
export const anomalies = { "level-shift": levelShift } satisfies EffectCatalog;
