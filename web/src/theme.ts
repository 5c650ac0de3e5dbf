import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

const KEY = "fauxmetry-theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** What was chosen; `auto` follows the system. */
export const theme = signal<Theme>(readChoice());
/** What is shown. */
export const shown = signal<"light" | "dark">(resolve());

function readChoice(): Theme {
  const text = window.localStorage.getItem(KEY);
  return text === "light" || text === "dark" ? text : "auto";
}

function resolve(): "light" | "dark" {
  const choice = theme.peek();
  return choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
}

export function choose(next: Theme): void {
  theme.value = next;
  if (next === "auto") window.localStorage.removeItem(KEY);
  else window.localStorage.setItem(KEY, next);
  shown.value = resolve();
}

dark.addEventListener("change", () => {
  shown.value = resolve();
});

effect(() => {
  document.documentElement.dataset.theme = shown.value;
});

/** A colour of the theme, for what is drawn on a canvas. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
