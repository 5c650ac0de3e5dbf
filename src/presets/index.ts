import type { PresetDefinition } from "../core/preset.ts";
import { atmFleet } from "./atm-fleet.ts";
import { power } from "./power.ts";
import { smartMeter } from "./smart-meter.ts";
import { storage } from "./storage.ts";
import { storageCapacity } from "./storage-capacity.ts";
import { waveforms } from "./waveforms.ts";

/** Every preset by type. */
export const presets: Readonly<Record<string, PresetDefinition<any>>> = {
  "atm-fleet": atmFleet,
  power,
  "smart-meter": smartMeter,
  storage,
  "storage-capacity": storageCapacity,
  waveforms,
};
