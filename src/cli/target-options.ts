import { fileCells } from "../engine/file-cells.ts";
import type { Catalogs, Plan, Table } from "../engine/plan.ts";
import { resolveTarget, type Target, type TargetOptions } from "../engine/target.ts";
import type { OutputFlags } from "./flags.ts";
import { readSetting, setValue } from "./set-value.ts";

/** A target as its flags name it. */
export function targetOptions(url: string, { format, formatOption, compress, spool }: OutputFlags): TargetOptions {
  if (!formatOption) return { url, format, compress, spool };
  const formatOptions = {};
  for (const text of formatOption) setValue(formatOptions, readSetting(text, "--format-option", "header=false"));
  return { url, format, formatOptions, compress, spool };
}

/** A target for a table of a plan, its files of the size that is wanted. */
export function targetFor(catalogs: Catalogs, plan: Plan, table: Table, url: string, flags: OutputFlags): Target {
  const options = targetOptions(url, flags);
  const target = resolveTarget(catalogs, table, options);
  if (flags.fileSize === undefined || target.definition.stores !== "files") return target;
  return resolveTarget(catalogs, table, { ...options, cells: fileCells(plan, table, target, flags.fileSize) });
}
