import type { ScenarioInfo } from "../../../src/server/protocol.ts";
import { localText } from "../time.ts";
import { change } from "../url.ts";
import type { Selection } from "./selection.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

const SPANS: readonly (readonly [string, number])[] = [
  ["1 min", MINUTE],
  ["1 h", 60 * MINUTE],
  ["1 d", DAY],
  ["7 d", 7 * DAY],
  ["30 d", 30 * DAY],
  ["1 y", 365 * DAY],
  ["10 y", 3653 * DAY],
];

/** A window that the scenario has: not before its origin, not shorter than two ticks. */
export function moveTo(info: ScenarioInfo, from: number, to: number, rough = false): void {
  const origin = Date.parse(info.origin);
  const span = Math.max(to - from, 2 * info.interval);
  const begin = Math.max(origin, Math.round((from + to - span) / 2));
  const end = Math.min(begin + span, Date.parse(info.end) + 20 * 365 * DAY);
  const text = {
    from: new Date(begin).toISOString(),
    to: new Date(Math.max(end, begin + info.interval)).toISOString(),
  };
  change({ ...text, live: "" }, { replace: rough });
}

/** From when to when; steps and spans of usual length; live. */
export function ChooseWindow({
  info,
  chosen,
  from,
  to,
}: {
  info: ScenarioInfo;
  chosen: Selection;
  from: number;
  to: number;
}) {
  const span = to - from;
  const around = (length: number) => {
    // what ends now keeps its end, everything else its centre
    const end = chosen.from === undefined ? to : (from + to + length) / 2;
    moveTo(info, end - length, end);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    change({ from: String(form.get("from") ?? "").trim(), to: String(form.get("to") ?? "").trim(), live: "" });
  };
  return (
    <section class="window" aria-label="Window">
      <form onSubmit={submit} key={`${from}-${to}`}>
        <label>
          <span>From</span>
          <input name="from" defaultValue={localText(from, info.zone)} size={19} />
        </label>
        <label>
          <span>to</span>
          <input name="to" defaultValue={localText(to, info.zone)} size={19} />
        </label>
        <span class="quiet zone">{info.zone}</span>
        <button type="submit">Show</button>
      </form>
      <div class="buttons">
        <button type="button" aria-label="Earlier" onClick={() => moveTo(info, from - span / 2, to - span / 2)}>
          ←
        </button>
        <button type="button" aria-label="Later" onClick={() => moveTo(info, from + span / 2, to + span / 2)}>
          →
        </button>
        {SPANS.map(([name, length]) => (
          <button
            type="button"
            key={name}
            aria-pressed={Math.abs(span / length - 1) < 0.01}
            onClick={() => around(length)}
          >
            {name}
          </button>
        ))}
        <button type="button" onClick={() => change({ from: "", to: "", live: "" })}>
          Reset
        </button>
        <button
          type="button"
          class="live"
          aria-pressed={chosen.live !== undefined}
          onClick={() => change({ live: chosen.live ? "" : Math.min(span, DAY), from: "", to: "" })}
        >
          Live
        </button>
        <button type="button" aria-pressed={chosen.clean} onClick={() => change({ clean: !chosen.clean })}>
          Clean twin
        </button>
      </div>
    </section>
  );
}
