import { z } from "zod";
import type { Span } from "../core/effect.ts";
import { derive, uniform } from "../core/random.ts";

/** Which way something stands out. */
export const direction = z.enum(["up", "down", "either"]);

/** 1 for up, -1 for down; of either, drawn for position n of the occurrence. */
export function signOf(way: z.output<typeof direction>, span: Span, n = 0): number {
  if (way === "either") return uniform(derive(span.key, "direction"), n) < 0.5 ? -1 : 1;
  return way === "up" ? 1 : -1;
}
