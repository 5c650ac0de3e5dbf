import { computed, signal } from "@preact/signals";

/** Where the page is: the path names the view, the query all of what it shows, so that a URL can be shared. */
const here = signal(read());

function read(): { path: string; query: string } {
  return { path: window.location.pathname, query: window.location.search };
}

export const path = computed(() => here.value.path);
export const query = computed(() => new URLSearchParams(here.value.query));

window.addEventListener("popstate", () => {
  here.value = read();
});

/** Shows another view. */
export function go(to: string): void {
  window.history.pushState(null, "", to);
  here.value = read();
}

export interface Change {
  [name: string]: string | number | boolean | undefined | null;
}

/**
 * The same view with some of its query changed; what is empty or false is left out. A step that one would not go back to,
 * such as each of a pan's, replaces the one before.
 */
export function change(changes: Change, { replace = false } = {}): void {
  const next = new URLSearchParams(here.peek().query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === null || value === "" || value === false) next.delete(name);
    else next.set(name, value === true ? "1" : String(value));
  }
  const text = next.toString();
  if (text === new URLSearchParams(here.peek().query).toString()) return;
  const url = `${here.peek().path}${text ? `?${text}` : ""}`;
  window.history[replace ? "replaceState" : "pushState"](null, "", url);
  here.value = read();
}

/** A link that stays within the page. */
export function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go((event.currentTarget as HTMLAnchorElement).getAttribute("href") as string);
}
