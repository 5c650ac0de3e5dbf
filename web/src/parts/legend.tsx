import type { Curve } from "./chart.tsx";

/** Which colour is whose. */
export function Legend({ curves }: { curves: readonly Curve[] }) {
  return (
    <ul class="legend">
      {curves.map(({ name, colour, dashed }) => (
        <li key={name}>
          <i style={{ background: `var(--${colour})` }} class={dashed ? "dashed" : ""} />
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}
