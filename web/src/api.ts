import { signal } from "@preact/signals";

/** What the server refuses, in its own words. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const KEY = "fauxmetry-token";

/** Of a server that asks for one; kept until the tab is closed. */
export const token = signal(window.sessionStorage.getItem(KEY) ?? "");
/** The server wants a token that it has not been given. */
export const locked = signal(false);
/** The server did not answer the last question. */
export const away = signal(false);

export function unlock(text: string): void {
  window.sessionStorage.setItem(KEY, text);
  token.value = text;
  locked.value = false;
}

export function headers(): Record<string, string> {
  return token.peek() ? { authorization: `Bearer ${token.peek()}` } : {};
}

export async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { ...headers(), ...init.headers } }).catch((error) => {
    if (init.signal?.aborted) throw error;
    away.value = true;
    throw new Refused(0, "the server does not answer");
  });
  away.value = false;
  if (response.ok) return response;
  if (response.status === 401) locked.value = true;
  throw new Refused(response.status, messageOf(await response.text(), response));
}

/** The answer of a route as JSON. */
export async function get<T>(url: string, abort?: AbortSignal): Promise<T> {
  return (await (await ask(url, { signal: abort })).json()) as T;
}

export async function post<T>(url: string, body: unknown, abort?: AbortSignal): Promise<T> {
  const text = typeof body === "string";
  const init = {
    method: "POST",
    body: text ? body : JSON.stringify(body),
    headers: { "content-type": text ? "application/yaml" : "application/json" },
    signal: abort,
  };
  return (await (await ask(url, init)).json()) as T;
}

/** `/v1/x?a=1`, without what is absent. */
export function url(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") params.set(name, String(value));
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

/** Every mistake on a line of its own, with its place. */
function messageOf(text: string, { status, statusText }: Response): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: string | Mistake[] };
    if (typeof detail === "string") return detail;
    if (detail) return detail.map(lineOf).join("\n");
  } catch {
    // no JSON: what stands there is told as it is
  }
  return text.slice(0, 500) || `${status} ${statusText}`;
}

interface Mistake {
  loc: (string | number)[];
  msg: string;
  line?: number;
  column?: number;
}

function lineOf({ loc, msg, line, column }: Mistake): string {
  const place = line === undefined ? loc.slice(1).join(".") : `line ${line}, column ${column}`;
  return place ? `${place}: ${msg}` : msg;
}
