import { useState } from "preact/hooks";
import type { ScenarioInfo } from "../../../src/server/protocol.ts";
import { token, url } from "../api.ts";
import { listText } from "../list.ts";
import { Download, save } from "../parts/download.tsx";
import { colour } from "../theme.ts";
import { metricsOf, pathOf, type Selection } from "./selection.ts";

interface Props {
  info: ScenarioInfo;
  chosen: Selection;
  choice: Record<string, string | undefined>;
  from: number;
  to: number;
}

/** The rows of the window as a file, the chart as a picture, and the question as others would ask it. */
export function TakeAway({ info, chosen, choice, from, to }: Props) {
  const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const metrics = listText(metricsOf(chosen, info).map(({ name }) => name));
  const rows = (format: string) => url(pathOf(info.name, "/data"), { ...choice, ...window, metrics, format });
  return (
    <section class="panel take" aria-label="Take away">
      <Download url={rows("csv")} name={`${info.name}.csv`}>
        CSV
      </Download>
      <Download url={rows("ndjson")} name={`${info.name}.ndjson`}>
        NDJSON
      </Download>
      <button type="button" onClick={() => savePicture(info.name)}>
        PNG
      </button>
      <Copy name="curl" text={curlText(rows("csv"))} />
      <Copy name="command line" text={commandText(info, window)} />
      <Copy name="Python" text={pythonText(rows("csv"))} />
    </section>
  );
}

function Copy({ name, text }: { name: string; text: string }) {
  const [done, setDone] = useState("");
  const copy = async () => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    setDone(text);
  };
  return (
    <details class="copy" onToggle={(event) => event.currentTarget.open && copy()}>
      <summary>Copy as {name}</summary>
      {/* shown too: not every page may write to the clipboard */}
      <pre>{text}</pre>
      {done === text && (
        <span class="quiet" role="status">
          Copied
        </span>
      )}
    </details>
  );
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function curlText(path: string): string {
  const access = token.value ? ' -H "authorization: Bearer $TOKEN"' : "";
  return `curl${access} ${quoted(window.location.origin + path)}`;
}

function commandText(
  { name, title, expires, seed, entities }: ScenarioInfo,
  window: { from: string; to: string },
): string {
  const source = expires ? `${title.replaceAll(/[^\w.-]/g, "_")}.yaml` : name;
  const count = expires ? "" : ` --count ${entities}`;
  return `fauxmetry run ${quoted(source)} --seed ${seed}${count} --start ${window.from} --end ${window.to} --to rows.csv`;
}

function pythonText(path: string): string {
  const address = JSON.stringify(window.location.origin + path);
  if (!token.value) return `import pandas\n\nrows = pandas.read_csv(${address})`;
  const access = '{"authorization": "Bearer " + os.environ["TOKEN"]}';
  return `import os\n\nimport pandas\n\nrows = pandas.read_csv(${address}, storage_options=${access})`;
}

/** All charts of the page, one below the other, on the ground they are seen on. */
function savePicture(name: string): void {
  const charts = [...document.querySelectorAll<HTMLCanvasElement>(".chart canvas")];
  const picture = document.createElement("canvas");
  picture.width = Math.max(...charts.map(({ width }) => width));
  picture.height = charts.reduce((sum, { height }) => sum + height, 0);
  const ctx = picture.getContext("2d") as CanvasRenderingContext2D;
  ctx.fillStyle = colour("surface");
  ctx.fillRect(0, 0, picture.width, picture.height);
  let top = 0;
  for (const chart of charts) {
    ctx.drawImage(chart, 0, top);
    top += chart.height;
  }
  picture.toBlob((blob) => blob && save(blob, `${name}.png`));
}
