import type { Batch, Column, Field } from "../../core/batch.ts";
import type { Series } from "../series/series.ts";
import type { Source } from "./source.ts";

const DECIMALS = 3;
const SCALE = 1000;

/** When the samples of a series stand: sample n at origin + n * interval, in ms. */
interface Times {
  origin: number;
  interval: number;
}

/** The rows of a series: its values rounded to three decimals, with labels where they are wanted. */
export function seriesSource(type: string, series: Series, times: Times, most: number, labels: boolean): Source {
  const time = new Float64Array(most);
  const values = new Float64Array(most);
  const anomalous = new Uint8Array(most);
  const none = new Uint8Array(most);
  const clean = new Float64Array(most);
  const ticks = new Float64Array(most);
  const whole = times.origin % 1000 === 0 && times.interval % 1000 === 0;
  const fixed = { type: "fixed", decimals: DECIMALS } as const;
  const fields: Field[] = [
    {
      name: "timestamp",
      type: "time",
      time: { format: "iso", zone: "UTC", milliseconds: !whole },
      nullable: false,
      role: "time",
    },
    { name: "value", ...fixed, nullable: false, role: "metric" },
  ];
  const columns: Column[] = [
    { type: "time", values: time },
    { ...fixed, values },
  ];
  if (labels) {
    fields.push(
      { name: "is_anomaly", type: "bool", nullable: false, role: "label" },
      { name: "anomaly_kinds", type: "text", nullable: true, role: "label" },
      { name: "clean", ...fixed, nullable: false, role: "label" },
    );
    columns.push(
      { type: "bool", values: anomalous },
      { type: "text", codes: new Int32Array(most), dictionary: [type], nulls: none },
      { ...fixed, values: clean },
    );
  }
  const schema = { table: type, fields, key: ["timestamp"] };
  const batch: Batch = { schema, rows: 0, columns, entities: new Int32Array(most), ticks, partition: "" };
  return {
    schema,
    most,
    width: 1,
    rows(tick, count) {
      const some = values.subarray(0, count);
      series.fill(some, anomalous.subarray(0, count), tick);
      for (let i = 0; i < count; i++) {
        ticks[i] = tick + i;
        time[i] = Math.floor(times.origin + (tick + i) * times.interval);
        some[i] = Math.floor(some[i] * SCALE + 0.5);
      }
      if (labels) {
        const base = series.base === undefined ? undefined : Math.floor(series.base * SCALE + 0.5);
        for (let i = 0; i < count; i++) {
          clean[i] = base ?? some[i];
          none[i] = 1 - anomalous[i];
        }
      }
      batch.rows = count;
      return [batch];
    },
  };
}
