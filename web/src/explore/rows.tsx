import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { Fold } from "../parts/fold.tsx";

export const MOST_ROWS = 100;
type Row = Record<string, unknown>;

interface Props {
  url: string;
  /** The newest come first. */
  newest: boolean;
}

/** Rows of a window, as `run` writes them: with what faults did to clocks and delivery. */
export function Rows(props: Props) {
  return (
    <Fold class="panel rows" summary={props.newest ? "Rows, the newest first" : "Rows"}>
      {() => <FirstRows {...props} />}
    </Fold>
  );
}

function FirstRows({ url, newest }: Props) {
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
  const shown = newest ? [...rows].reverse() : rows;
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
          {shown.map((row, index) => (
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
      {rows.length === MOST_ROWS && !newest && <p class="quiet">The first {MOST_ROWS}; the files below have all.</p>}
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
    if (rows.length < MOST_ROWS) continue;
    enough.abort();
    return rows.slice(0, MOST_ROWS);
  }
}
