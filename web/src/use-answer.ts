import { useEffect, useState } from "preact/hooks";
import { get, Refused, token } from "./api.ts";

export interface Answer<T> {
  /** The newest answer; while another is on its way, the one before. */
  value?: T;
  error?: string;
  waiting: boolean;
}

/** ms after which a server that did not answer is asked again. */
const AGAIN = 2000;

/**
 * What a URL answers, asked anew when it changes and has then stayed the same for `pause` ms, and every `every` ms. Without a
 * URL nothing is asked.
 */
export function useAnswer<T>(url: string | undefined, pause = 0, every?: number): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ waiting: url !== undefined });
  useEffect(() => {
    if (url === undefined) return setAnswer({ waiting: false });
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const question = async () => {
      try {
        const value = await get<T>(url, stop.signal);
        setAnswer({ value, waiting: false });
        if (every !== undefined) timer = setTimeout(question, every);
      } catch (error) {
        if (stop.signal.aborted) return;
        // that the server is away is told once, above all views
        const gone = error instanceof Refused && error.status === 0;
        setAnswer(({ value }) => ({ value, error: gone ? undefined : (error as Error).message, waiting: gone }));
        if (gone) timer = setTimeout(question, AGAIN);
      }
    };
    setAnswer((before) => ({ ...before, waiting: true }));
    timer = setTimeout(question, answer.value === undefined ? 0 : pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [url, every, token.value]);
  return answer;
}
