import type { Routes } from "../context.ts";
import { healthRoutes } from "./health.ts";

/** Routes that need no token. */
export const openRoutes: readonly Routes[] = [healthRoutes];

/** Routes that need a token where the server has any. */
export const dataRoutes: readonly Routes[] = [];
