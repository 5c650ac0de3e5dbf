import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  summary: ComponentChildren;
  class?: string;
  /** At first. */
  open?: boolean;
  /** What is inside; made only while it is seen. */
  children(): ComponentChildren;
}

/** Something that is unfolded to be seen. */
export function Fold({ summary, class: name, open: first = false, children }: Props) {
  const [open, setOpen] = useState(first);
  return (
    <details class={name} open={first} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && children()}
    </details>
  );
}
