import { anomalies } from "./anomalies/index.ts";
import { compressions } from "./encoders/compressions.ts";
import { encoders } from "./encoders/index.ts";
import { faults } from "./faults/index.ts";
import { presets } from "./presets/index.ts";
import { schedules } from "./schedules/index.ts";
import { signals } from "./signals/index.ts";
import { sinks } from "./sinks/index.ts";

/** Everything a scenario can name. With src/index.ts the only module that imports every definition. */
export const catalogs = { signals, schedules, anomalies, faults, encoders, compressions, sinks, presets } as const;
