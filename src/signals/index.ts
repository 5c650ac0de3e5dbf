import type { Catalog } from "../core/definition.ts";
import type { Signal, SignalContext } from "../core/signal.ts";
import { clamp } from "./clamp.ts";
import { constant } from "./constant.ts";
import { cosine } from "./cosine.ts";
import { counter } from "./counter.ts";
import { daily } from "./daily.ts";
import { difference } from "./difference.ts";
import { exponential } from "./exponential.ts";
import { household } from "./household.ts";
import { jumps } from "./jumps.ts";
import { lag } from "./lag.ts";
import { noise } from "./noise.ts";
import { normal } from "./normal.ts";
import { ou } from "./ou.ts";
import { round } from "./round.ts";
import { sawtooth } from "./sawtooth.ts";
import { scale } from "./scale.ts";
import { sine } from "./sine.ts";
import { square } from "./square.ts";
import { supplyCurrent } from "./supply-current.ts";
import { supplyPower } from "./supply-power.ts";
import { supplyVoltage } from "./supply-voltage.ts";
import { trend } from "./trend.ts";
import { triangle } from "./triangle.ts";
import { uniform } from "./uniform.ts";
import { walk } from "./walk.ts";
import { weekly } from "./weekly.ts";

/** Every signal by type. An application adds its own: `{ ...signals, mine }`. */
export const signals = {
  constant,
  sine,
  cosine,
  square,
  sawtooth,
  triangle,
  uniform,
  normal,
  exponential,
  trend,
  daily,
  weekly,
  walk,
  noise,
  ou,
  jumps,
  counter,
  difference,
  lag,
  clamp,
  round,
  scale,
  household,
  "supply-power": supplyPower,
  "supply-voltage": supplyVoltage,
  "supply-current": supplyCurrent,
} satisfies Catalog<Signal, SignalContext>;
