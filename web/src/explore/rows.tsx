import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";

const MOST = 100;
type Row = Record<string, unknown>;

/** The first rows of a window, as `run` writes them: with what faults did to clocks and delivery. */
export function Rows({ url }: { url: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="panel rows" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Rows</summary>
      {open && <FirstRows url={url} />}
    </details>
  );
}

function FirstRows({ url }: { url: string }) {
  const [rows, setRows] = useState<readonly Row[] | undefined>();
  const [error, setError] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setRows(await firstRows(url, stop.signal));
        setError("");
      } catch (refused) {
        if (!stop.signal.aborted) setError((refused as Error).message);
      }
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [url]);
  if (error) return <p class="notice bad">{error}</p>;
  if (!rows) return <p class="quiet">…</p>;
  if (rows.length === 0) return <p class="quiet">No rows in this window.</p>;
  const names = Object.keys(rows[0]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section class="scroll" tabIndex={0} aria-label="Rows">
      <table>
        <thead>
          <tr>
            {names.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {names.map((name) => (
                <td key={name} class={typeof row[name] === "number" ? "number" : ""}>
                  {row[name] === null ? <span class="quiet">null</span> : <bdi>{String(row[name])}</bdi>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === MOST && <p class="quiet">The first {MOST}; the files below have all.</p>}
    </section>
  );
}

/** Reads no more of an answer than is shown. */
async function firstRows(url: string, abort: AbortSignal): Promise<Row[]> {
  const enough = new AbortController();
  const response = await ask(url, { signal: AbortSignal.any([abort, enough.signal]) });
  const rows: Row[] = [];
  let rest = "";
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as never)
    .getReader();
  for (;;) {
    const { value, done } = (await reader.read()) as ReadableStreamReadResult<string>;
    if (done) return rows;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) if (text !== "") rows.push(JSON.parse(text));
    if (rows.length < MOST) continue;
    enough.abort();
    return rows.slice(0, MOST);
  }
}
