import type { Plan } from "../plan.ts";
import type { WholeFiles } from "../whole-files.ts";
import type { ExportRows, Split } from "./rows.ts";

/** What a format writes from. */
export interface ExportSource {
  plan: Plan;
  rows: ExportRows;
  split: Split;
  files: WholeFiles;
}

/** What was written, and in words what the format has no place for. */
export interface Exported {
  files: number;
  rows: number;
  notes: string[];
}

/** The form in which a benchmark of anomaly detection keeps labelled data. */
export interface ExportFormat {
  summary: string;
  splits: readonly Split[];
  write(source: ExportSource): Exported;
}

/** A text as part of a file name: what could be misread is percent-encoded. */
export function fileName(text: string): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replace(/^\.+/, (dots) => "%2E".repeat(dots.length));
}
