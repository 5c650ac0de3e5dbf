import type { ComponentType } from "preact";
import { away, locked } from "./api.ts";
import { TokenForm } from "./parts/token-form.tsx";
import { choose, type Theme, theme } from "./theme.ts";
import { follow, path } from "./url.ts";
import { Explore } from "./views/explore.tsx";
import { Fleet } from "./views/fleet.tsx";
import { Runs } from "./views/runs.tsx";

interface View {
  path: string;
  name: string;
  show: ComponentType;
}

/** The views, each at a path of its own. */
const VIEWS: readonly View[] = [
  { path: "/explore", name: "Explore", show: Explore },
  { path: "/fleet", name: "Fleet", show: Fleet },
  { path: "/runs", name: "Runs", show: Runs },
];

const THEMES: readonly (readonly [Theme, string])[] = [
  ["auto", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** What surrounds every view. */
export function Shell() {
  const view = VIEWS.find((one) => path.value.startsWith(one.path)) ?? VIEWS[0];
  const Shown = view.show;
  return (
    <>
      <a class="skip" href="#view">
        Skip to the view
      </a>
      <header class="top">
        <a class="brand" href="/explore" onClick={follow}>
          <img src="/icon.svg" alt="" width="24" height="24" /> fauxmetry
        </a>
        <nav aria-label="Views">
          {VIEWS.map((one) => (
            <a key={one.path} href={one.path} onClick={follow} aria-current={one === view ? "page" : undefined}>
              {one.name}
            </a>
          ))}
        </nav>
        <a class="docs" href="/docs">
          API
        </a>
        <label class="theme">
          <span class="unseen">Theme</span>
          <select value={theme.value} onChange={(event) => choose(event.currentTarget.value as Theme)}>
            {THEMES.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      {away.value && (
        <p class="notice bad" role="status">
          The server does not answer. Trying again.
        </p>
      )}
      <main id="view" tabIndex={-1}>
        {locked.value ? <TokenForm /> : <Shown />}
      </main>
    </>
  );
}
