import type { TargetOptions } from "../engine/target.ts";
import type { OutputFlags } from "./flags.ts";
import { readSetting, setValue } from "./set-value.ts";

/** A target as its flags name it. */
export function targetOptions(url: string, { format, formatOption, compress, spool }: OutputFlags): TargetOptions {
  if (!formatOption) return { url, format, compress, spool };
  const formatOptions = {};
  for (const text of formatOption) setValue(formatOptions, readSetting(text, "--format-option", "header=false"));
  return { url, format, formatOptions, compress, spool };
}
