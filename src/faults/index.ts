import type { EffectCatalog } from "../core/effect.ts";
import { batched } from "./batched.ts";
import { batteryDeath } from "./battery-death.ts";
import { bias } from "./bias.ts";
import { clockDrift } from "./clock-drift.ts";
import { clockSkew } from "./clock-skew.ts";
import { corrupted } from "./corrupted.ts";
import { counterReset } from "./counter-reset.ts";
import { counterWrap } from "./counter-wrap.ts";
import { drift } from "./drift.ts";
import { dropout } from "./dropout.ts";
import { duplicate } from "./duplicate.ts";
import { errorCode } from "./error-code.ts";
import { gain } from "./gain.ts";
import { late } from "./late.ts";
import { lost } from "./lost.ts";
import { noiseBurst } from "./noise-burst.ts";
import { offline } from "./offline.ts";
import { outOfOrder } from "./out-of-order.ts";
import { quantisation } from "./quantisation.ts";
import { rebootGap } from "./reboot-gap.ts";
import { saturation } from "./saturation.ts";
import { stuck } from "./stuck.ts";
import { summerTime } from "./summer-time.ts";
import { unitSlip } from "./unit-slip.ts";

/** Every kind of fault by type. An application adds its own: `{ ...faults, mine }`. */
export const faults = {
  batched,
  "battery-death": batteryDeath,
  bias,
  "clock-drift": clockDrift,
  "clock-skew": clockSkew,
  corrupted,
  "counter-reset": counterReset,
  "counter-wrap": counterWrap,
  drift,
  dropout,
  duplicate,
  "error-code": errorCode,
  gain,
  late,
  lost,
  "noise-burst": noiseBurst,
  offline,
  "out-of-order": outOfOrder,
  quantisation,
  "reboot-gap": rebootGap,
  saturation,
  stuck,
  "summer-time": summerTime,
  "unit-slip": unitSlip,
} satisfies EffectCatalog;
