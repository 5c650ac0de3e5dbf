import { z } from "zod";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

/** Power factor of heating loads, which large powers are made of. */
const HEATING = 0.995;
/** W at which the power factor is half way between base load and heating. */
const HALF_WAY = 350;

export const supplyCurrent = defineSignal({
  type: "supply-current",
  summary:
    "Adds the current in A that carries a power at a voltage: power / (voltage * power factor), the factor rising with power.",
  options: z.strictObject({
    power: z.string().meta({ description: "The metric with the power in W.", examples: ["power"] }),
    voltage: z.string().meta({ description: "The metric with the voltage in V.", examples: ["voltage"] }),
    factor: param
      .default({ uniform: [0.62, 0.88] })
      .meta({ description: "Power factor of the base load: electronics and motors.", examples: [0.8] }),
  }),
  example: { power: "power", voltage: "voltage" },
  create(o, c) {
    c.metric(o.power);
    c.metric(o.voltage);
    const factor = c.param(o.factor, "factor");
    return {
      fill(out, block) {
        const power = block.metric(o.power);
        const voltage = block.metric(o.voltage);
        const base = factor(block.entity);
        const gain = HEATING - base;
        for (let i = 0; i < block.ticks; i++) {
          const p = Math.abs(power[i]);
          const cosine = base + (gain * p) / (p + HALF_WAY);
          out[i] += power[i] / (voltage[i] * cosine);
        }
      },
    };
  },
});
