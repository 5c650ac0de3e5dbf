import type { Routes } from "../context.ts";
import { healthRoutes } from "./health.ts";
import { rollupRoutes } from "./rollup.ts";
import { okRoutes, segmentRoutes } from "./segments.ts";
import { seriesRoutes } from "./series.ts";
import { anomalyRoutes, signalRoutes } from "./signals.ts";

/** Routes that need no token. */
export const openRoutes: readonly Routes[] = [healthRoutes, okRoutes];

/** Routes that need a token where the server has any. */
export const dataRoutes: readonly Routes[] = [segmentRoutes, rollupRoutes];
export const dataRoutes: readonly Routes[] = [seriesRoutes];
export const dataRoutes: readonly Routes[] = [seriesRoutes, signalRoutes, anomalyRoutes];
