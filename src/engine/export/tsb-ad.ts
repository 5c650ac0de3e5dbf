import { writeWhole } from "../whole-files.ts";
import type { ExportFormat, ExportSource } from "./format.ts";

/**
 * TSB-AD: a file per entity, without timestamps, its labels last, under a name that tells how many of its rows are for
 * training and where its first anomaly begins (from 0); and a list of the files. Entities are numbered from 1 as in the
 * inventory; those without an anomaly have no name here and are left out. With a split the first half is for training,
 * else what comes before the first anomaly, and no more than half. Source: Datasets/README.md and Datasets/File_List of
 * github.com/TheDatumOrg/TSB-AD.
 */
export const tsbAd: ExportFormat = {
  summary: "TSB-AD: a file per entity, with the training rows and the first anomaly in its name.",
  splits: ["unsupervised", "semi-supervised", "supervised"],
  write(source) {
    const { plan, rows, files } = source;
    const collection = rows.names.length > 1 ? "TSB-AD-M" : "TSB-AD-U";
    const list = `File_List/${collection}.csv`;
    const dataset = plan.scenario.name.replace(/[^A-Za-z0-9]/g, "");
    const names: string[] = [];
    const result = { files: 1, rows: 0, notes: [] as string[] };
    let without = 0;
    files.check(list);
    for (let entity = 0; entity < plan.inventory.size; entity++) {
      const file = files.open();
      try {
        const { first, training, count } = writeEntity(source, entity, file.write);
        if (first === undefined) without++;
        else {
          const index = String(names.length + 1).padStart(3, "0");
          const name = `${index}_${dataset}_id_${entity + 1}_Synthetic_tr_${training}_1st_${first}.csv`;
          file.keep(`${collection}/${name}`);
          names.push(name);
          result.rows += count;
        }
      } finally {
        file.discard();
      }
    }
    writeWhole(files, list, (write) => write(`${["file_name", ...names].join("\n")}\n`));
    if (without > 0) result.notes.push(`${without} entities have no anomaly and so no name in TSB-AD: left out`);
    return { ...result, files: names.length + 1 };
  },
};

function writeEntity(
  { rows, split }: Pick<ExportSource, "rows" | "split">,
  entity: number,
  write: (text: string) => void,
): { first?: number; training: number; count: number } {
  const { count } = rows.ticks(entity);
  const half = Math.floor(count / 2);
  let first: number | undefined;
  let n = 0;
  write(rows.names.length > 1 ? `${rows.names.join(",")},Label\n` : "Data,Label\n");
  const each = (from: number, to: number, clean: boolean) =>
    rows.each(entity, from, to, clean, ({ values, labelled }) => {
      const anomalous = labelled.includes(true);
      if (anomalous) first ??= n;
      n++;
      write(`${values.join(",")},${anomalous ? 1 : 0}\n`);
    });
  each(0, half, split === "semi-supervised");
  each(half, count, false);
  return { first, training: split === "unsupervised" ? Math.min(first ?? 0, half) : half, count };
}
