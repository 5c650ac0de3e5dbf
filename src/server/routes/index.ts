import type { Routes } from "../context.ts";
import { accountRoutes } from "./accounts.ts";
import { healthRoutes } from "./health.ts";
import { rollupRoutes } from "./rollup.ts";
import { runRoutes } from "./runs.ts";
import { scenarioDataRoutes } from "./scenario-data.ts";
import { scenarioSendRoutes } from "./scenario-send.ts";
import { scenarioStreamRoutes } from "./scenario-stream.ts";
import { scenarioRoutes } from "./scenarios.ts";
import { okRoutes, segmentRoutes } from "./segments.ts";
import { seriesRoutes } from "./series.ts";
import { anomalyRoutes, signalRoutes } from "./signals.ts";

/** Routes that need no token. */
export const openRoutes: readonly Routes[] = [healthRoutes, okRoutes, accountRoutes];

/** Routes that need a token where the server has any. */
export const dataRoutes: readonly Routes[] = [
  seriesRoutes,
  signalRoutes,
  anomalyRoutes,
  scenarioRoutes,
  scenarioDataRoutes,
  scenarioSendRoutes,
  scenarioStreamRoutes,
  segmentRoutes,
  rollupRoutes,
  runRoutes,
];
