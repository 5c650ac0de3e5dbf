import type { ComponentChildren } from "preact";

interface Props {
  name: string;
  /** The one of buttons has no name. */
  columns: readonly { name: string; number?: boolean }[];
  children: ComponentChildren;
}

/** A table whose rows are cards on a small screen; cells name their column by `data-name` there. */
export function Cards({ name, columns, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section class="scroll" tabIndex={0} aria-label={name}>
      <table class="cards">
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th scope="col" key={name} class={number ? "number" : ""}>
                {name || <span class="unseen">Stop</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

interface CellProps {
  column: string;
  number?: boolean;
  children: ComponentChildren;
}

export function Cell({ column, number, children }: CellProps) {
  return (
    <td data-name={column} class={number ? "number" : ""}>
      <div>{children}</div>
    </td>
  );
}
