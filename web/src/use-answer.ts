import { useEffect, useState } from "preact/hooks";
import { away, get, Refused, token } from "./api.ts";

export interface Answer<T> {
  /** The newest answer; while another is on its way, the one before. */
  value?: T;
  error?: string;
  waiting: boolean;
}

/** ms after which a server that did not answer is asked again. */
const AGAIN = 2000;

/** What a URL answers; asked anew when it changes, at most every `pause` ms. Without a URL nothing is asked. */
export function useAnswer<T>(url: string | undefined, pause = 0): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ waiting: url !== undefined });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (url === undefined) return setAnswer({ waiting: false });
    const stop = new AbortController();
    setAnswer((before) => ({ ...before, waiting: true }));
    let timer = setTimeout(async () => {
      try {
        const value = await get<T>(url, stop.signal);
        setAnswer({ value, waiting: false });
      } catch (error) {
        if (stop.signal.aborted) return;
        setAnswer((before) => ({ value: before.value, error: (error as Error).message, waiting: false }));
        if (error instanceof Refused && error.status === 0) timer = setTimeout(() => setRound(round + 1), AGAIN);
      }
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [url, round, token.value]);
  return answer;
}

/** Whether the server is there, for what shows live values. */
export const reachable = () => !away.value;
