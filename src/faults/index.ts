import type { EffectCatalog } from "../core/effect.ts";
import { rebootGap } from "./reboot-gap.ts";
import { stuck } from "./stuck.ts";

/** Every kind of fault by type. An application adds its own: `{ ...faults, mine }`. */
export const faults = { "reboot-gap": rebootGap, stuck } satisfies EffectCatalog;
