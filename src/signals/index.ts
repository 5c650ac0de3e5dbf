import type { Catalog } from "../core/definition.ts";
import type { Signal, SignalContext } from "../core/signal.ts";
import { arrivals } from "./arrivals.ts";
import { bernoulli } from "./bernoulli.ts";
import { beta } from "./beta.ts";
import { binomial } from "./binomial.ts";
import { burst } from "./burst.ts";
import { businessHours } from "./business-hours.ts";
import { changepoints } from "./changepoints.ts";
import { chirp } from "./chirp.ts";
import { clamp } from "./clamp.ts";
import { constant } from "./constant.ts";
import { correlated } from "./correlated.ts";
import { cosine } from "./cosine.ts";
import { counter } from "./counter.ts";
import { cylinderBellFunnel } from "./cylinder-bell-funnel.ts";
import { daily } from "./daily.ts";
import { difference } from "./difference.ts";
import { dirichlet } from "./dirichlet.ts";
import { ecg } from "./ecg.ts";
import { exponential } from "./exponential.ts";
import { follow } from "./follow.ts";
import { formula } from "./formula.ts";
import { gamma } from "./gamma.ts";
import { growth } from "./growth.ts";
import { holidays } from "./holidays.ts";
import { household } from "./household.ts";
import { integral } from "./integral.ts";
import { jumps } from "./jumps.ts";
import { lag } from "./lag.ts";
import { laplace } from "./laplace.ts";
import { logistic } from "./logistic.ts";
import { lognormal } from "./lognormal.ts";
import { mls } from "./mls.ts";
import { movingAverage } from "./moving-average.ts";
import { noise } from "./noise.ts";
import { normal } from "./normal.ts";
import { ou } from "./ou.ts";
import { pareto } from "./pareto.ts";
import { poisson } from "./poisson.ts";
import { polynomial } from "./polynomial.ts";
import { product } from "./product.ts";
import { pulse } from "./pulse.ts";
import { purge } from "./purge.ts";
import { randomModeJump } from "./random-mode-jump.ts";
import { randomTrend } from "./random-trend.ts";
import { ratio } from "./ratio.ts";
import { reflect } from "./reflect.ts";
import { regime } from "./regime.ts";
import { replay } from "./replay.ts";
import { round } from "./round.ts";
import { saturate } from "./saturate.ts";
import { sawtooth } from "./sawtooth.ts";
import { scale } from "./scale.ts";
import { serverPower } from "./server-power.ts";
import { sine } from "./sine.ts";
import { square } from "./square.ts";
import { stock } from "./stock.ts";
import { studentT } from "./student-t.ts";
import { sum } from "./sum.ts";
import { supplyCurrent } from "./supply-current.ts";
import { supplyPower } from "./supply-power.ts";
import { supplyVoltage } from "./supply-voltage.ts";
import { trend } from "./trend.ts";
import { triangle } from "./triangle.ts";
import { uniform } from "./uniform.ts";
import { walk } from "./walk.ts";
import { weekly } from "./weekly.ts";
import { weibull } from "./weibull.ts";
import { yearly } from "./yearly.ts";
import { zipf } from "./zipf.ts";

/** Every signal by type. An application adds its own: `{ ...signals, mine }`. */
export const signals = {
  constant,
  sine,
  cosine,
  square,
  sawtooth,
  triangle,
  pulse,
  chirp,
  polynomial,
  dirichlet,
  mls,
  "cylinder-bell-funnel": cylinderBellFunnel,
  "random-mode-jump": randomModeJump,
  ecg,
  uniform,
  normal,
  exponential,
  gamma,
  beta,
  lognormal,
  weibull,
  laplace,
  "student-t": studentT,
  pareto,
  poisson,
  binomial,
  bernoulli,
  zipf,
  trend,
  growth,
  logistic,
  changepoints,
  "random-trend": randomTrend,
  daily,
  weekly,
  yearly,
  "business-hours": businessHours,
  holidays,
  walk,
  noise,
  ou,
  correlated,
  jumps,
  arrivals,
  regime,
  stock,
  burst,
  counter,
  integral,
  purge,
  difference,
  lag,
  follow,
  "moving-average": movingAverage,
  sum,
  product,
  ratio,
  formula,
  clamp,
  reflect,
  saturate,
  round,
  scale,
  replay,
  household,
  "supply-power": supplyPower,
  "supply-voltage": supplyVoltage,
  "supply-current": supplyCurrent,
  "server-power": serverPower,
} satisfies Catalog<Signal, SignalContext>;
