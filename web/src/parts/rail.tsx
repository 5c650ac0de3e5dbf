import type { ComponentChildren } from "preact";

const wide = window.matchMedia("(min-width: 861px)").matches;

/** What is chosen, beside what is shown; on a small screen above it, folded. */
export function Rail({ children }: { children: ComponentChildren }) {
  return (
    <aside aria-label="What is shown">
      <details class="rail" open={wide}>
        <summary>What is shown</summary>
        <div>{children}</div>
      </details>
    </aside>
  );
}
