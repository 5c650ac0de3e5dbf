import { smartMeter } from "./smart-meter.ts";
import { waveforms } from "./waveforms.ts";

export const presets = {
  "smart-meter": smartMeter,
  waveforms,
} as const;
