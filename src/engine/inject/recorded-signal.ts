import { z } from "zod";
import { defineSignal, type SignalDefinition } from "../../core/signal.ts";
import type { Recorded } from "./recorded.ts";

/**
 * The signal that shows what was recorded, tick by tick, over and over beyond its ends; where a value is missing, the one
 * before it. Unlike `replay` it has series of many entities, and never a value between two.
 */
export function recordedSignal({ values, ticks: length }: Recorded): SignalDefinition {
  const whole = values.map((own) => own.map(filled));
  return defineSignal({
    type: "recorded",
    summary: "Shows the series of a file.",
    options: z.strictObject({ metric: z.int().meta({ description: "Which of its metrics.", examples: [0] }) }),
    example: { metric: 0 },
    create: ({ metric }) => ({
      fill(out, { entity, tick, ticks }) {
        const own = whole[entity][metric];
        for (let i = 0; i < ticks; i++) out[i] += own[(((tick + i) % length) + length) % length];
      },
    }),
  });
}

/** Without gaps: each takes the value before it, those at the start the first there is. */
function filled(values: Float64Array): Float64Array {
  let last = values.find((value) => !Number.isNaN(value)) ?? 0;
  return values.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}
