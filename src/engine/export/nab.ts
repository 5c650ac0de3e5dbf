import { createTimeText } from "../../core/time-text.ts";
import { utc } from "../../core/zone.ts";
import { writeWhole } from "../whole-files.ts";
import { type ExportFormat, fileName } from "./format.ts";
import { milliseconds } from "./time.ts";

/**
 * The corpus of the Numenta Anomaly Benchmark: a file of `timestamp,value` per series under data/, and under labels/ the
 * windows of each (first and last timestamp of what is labelled) and the first timestamp of each window. Source: the
 * benchmark's own readers, nab/corpus.py and nab/labeler.py of github.com/numenta/NAB.
 */
export const nab: ExportFormat = {
  summary: "Numenta Anomaly Benchmark: a file per metric of an entity, windows and labels in JSON.",
  splits: ["unsupervised"],
  write({ plan, rows, files }) {
    const windows: Record<string, [string, string][]> = {};
    const timeText = createTimeText("sql", utc, milliseconds(plan));
    const full = (text: string) => (text.includes(".") ? `${text}000` : `${text}.000000`);
    const result = { files: 0, rows: 0, notes: [] as string[] };
    const folder = fileName(plan.scenario.name);
    let unseen = 0;
    files.check("labels/combined_windows.json");
    for (let entity = 0; entity < plan.inventory.size; entity++) {
      const { count } = rows.ticks(entity);
      rows.names.forEach((metric, m) => {
        const path = `${folder}/${fileName(`${plan.inventory.idOf(entity)}_${metric}`)}.csv`;
        const found: [string, string][] = [];
        let [open, seen] = [false, false];
        const close = () => {
          if (open && !seen) unseen++;
          [open, seen] = [false, false];
        };
        writeWhole(files, `data/${path}`, (write) => {
          write("timestamp,value\n");
          rows.each(entity, 0, count, false, ({ tick, values, labelled }) => {
            if (!labelled[m]) close();
            open = labelled[m];
            // the benchmark knows no missing value: there is no row
            if (values[m] === "") return;
            const time = timeText(plan.grid.timeOf(tick))!;
            write(`${time},${values[m]}\n`);
            result.rows++;
            if (!open) return;
            if (seen) found[found.length - 1][1] = full(time);
            else found.push([full(time), full(time)]);
            seen = true;
          });
          close();
        });
        windows[path] = found;
        result.files++;
      });
    }
    const labels = Object.fromEntries(
      Object.entries(windows).map(([path, some]) => [path, some.map(([time]) => time)]),
    );
    const json = (value: unknown) => `${JSON.stringify(value, null, 4)}\n`;
    writeWhole(files, "labels/combined_labels.json", (write) => write(json(labels)));
    writeWhole(files, "labels/combined_windows.json", (write) => write(json(windows)));
    if (unseen > 0) result.notes.push(`${unseen} labelled stretches have no reading at all, and so no window`);
    return { ...result, files: result.files + 2 };
  },
};
