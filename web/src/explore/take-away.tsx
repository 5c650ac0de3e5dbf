import { useState } from "preact/hooks";
import type { ScenarioInfo } from "../../../src/server/protocol.ts";
import { token, url } from "../api.ts";
import { listText } from "../list.ts";
import { Download } from "../parts/download.tsx";
import { savePicture } from "./save-picture.ts";
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
      <button type="button" onClick={() => savePicture(`${info.name}.png`)}>
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

/** The scenario comes from the server, so that flags it was started with and what was pasted are in it. */
function commandText({ name, entities }: ScenarioInfo, window: { from: string; to: string }): string {
  const file = quoted(`${name}.json`);
  const all = entities === 1 ? "" : `# of all ${entities} entities\n`;
  return `${all}${curlText(pathOf(name, "/definition"))} > ${file}
fauxmetry run ${file} --start ${window.from} --end ${window.to} --to ${quoted(`${name}/`)}`;
}

function pythonText(path: string): string {
  const address = JSON.stringify(window.location.origin + path);
  if (!token.value) return `import pandas\n\nrows = pandas.read_csv(${address})`;
  const access = '{"authorization": "Bearer " + os.environ["TOKEN"]}';
  return `import os\n\nimport pandas\n\nrows = pandas.read_csv(${address}, storage_options=${access})`;
}
