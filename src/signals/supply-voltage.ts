import { z } from "zod";
import { DAY, localRuns } from "../core/local.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

const HOUR = DAY / 24;
/** Load of the street in the middle of each local hour, 0 least and 1 most: the year's mean of profile H25 (source: BDEW). */
const HOURS = [
  0.19, 0.09, 0.04, 0.03, 0.06, 0.14, 0.34, 0.45, 0.44, 0.44, 0.45, 0.53, 0.55, 0.51, 0.48, 0.5, 0.58, 0.78, 0.95, 1,
  0.92, 0.81, 0.66, 0.39,
];
/** The same with the neighbours of midnight at both ends. */
const STREET = Float64Array.from([HOURS[23], ...HOURS, HOURS[0]]);
/** Volts at which the current through the cable is reckoned. */
const REFERENCE = 235;

/**
 * Takes the street's sag at its deepest `depth` from out[from..to), whose first tick is at `local` ms since 1970 local
 * time: from the middle of one hour to that of the next it runs straight.
 */
function sagRun(out: Float64Array, from: number, to: number, local: number, interval: number, depth: number): void {
  for (let i = from; i < to; ) {
    const since = local + (i - from) * interval;
    const time = since - Math.floor(since / DAY) * DAY;
    const hour = Math.floor(time / HOUR + 0.5);
    const end = Math.min(DAY, (hour + 0.5) * HOUR);
    const stop = Math.min(to, i + Math.ceil((end - time) / interval));
    const low = STREET[hour];
    const rise = STREET[hour + 1] - low;
    for (let at = time; i < stop; i++, at += interval) out[i] -= depth * (low + rise * (at / HOUR + 0.5 - hour));
  }
}

export const supplyVoltage = defineSignal({
  type: "supply-voltage",
  summary:
    "Adds the voltage at a home: the feeder's, less the street's evening sag and the drop that the home's own load makes.",
  options: z.strictObject({
    power: z.string().meta({ description: "The metric with the home's power in W.", examples: ["power"] }),
    feeder: param
      .default({ normal: [239.5, 2] })
      .meta({ description: "Voltage with no load anywhere, V.", examples: [240] }),
    sag: param
      .default({ uniform: [3, 6] })
      .meta({ description: "How far the street's load pulls it down at its peak, V.", examples: [5] }),
    resistance: param
      .default({ uniform: [0.2, 0.5] })
      .meta({ description: "Of the cable to the home, ohm.", examples: [0.3] }),
  }),
  example: { power: "power" },
  create(o, c) {
    c.metric(o.power);
    const feeder = c.param(o.feeder, "feeder");
    const sag = c.param(o.sag, "sag");
    const resistance = c.param(o.resistance, "resistance");
    return {
      fill(out, block) {
        const power = block.metric(o.power);
        const volts = feeder(block.entity);
        const depth = sag(block.entity);
        const drop = resistance(block.entity) / REFERENCE;
        for (let i = 0; i < block.ticks; i++) out[i] += volts - drop * power[i];
        localRuns(c.grid, block, (from, to, offset) => {
          sagRun(out, from, to, c.grid.timeOf(block.tick + from) + offset, c.grid.interval, depth);
        });
      },
    };
  },
});
