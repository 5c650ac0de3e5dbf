import { clustered } from "./clustered.ts";
import { cosine } from "./cosine.ts";
import { countPerDuration } from "./count-per-duration.ts";
import { exponential } from "./exponential.ts";
import { normal } from "./normal.ts";
import { periodicSpike } from "./periodic-spike.ts";
import { random } from "./random.ts";
import { randomSquare } from "./random-square.ts";
import { sawtooth } from "./sawtooth.ts";
import type { SeriesCatalog } from "./series.ts";
import { sine } from "./sine.ts";
import { square } from "./square.ts";
import { uniform } from "./uniform.ts";

/** Series by type: each is a route. */
export const series = {
  sine,
  cosine,
  square,
  sawtooth,
  normal,
  uniform,
  exponential,
  random,
  "random-square": randomSquare,
  clustered,
  "periodic-spike": periodicSpike,
  "count-per-duration": countPerDuration,
} satisfies SeriesCatalog;
