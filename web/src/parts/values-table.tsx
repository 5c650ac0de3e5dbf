import { instantText, numberText } from "../time.ts";
import type { Curve } from "./chart.tsx";
import { Fold } from "./fold.tsx";

interface Props {
  title: string;
  times: readonly number[];
  curves: readonly Curve[];
  decimals: number;
  zone: string;
}

const MOST = 200;

/** What a chart shows, in words and numbers. */
export function ValuesTable(props: Props) {
  return (
    <Fold class="values" summary="Values as a table">
      {() => <Table {...props} />}
    </Fold>
  );
}

function Table({ title, times, curves, decimals, zone }: Props) {
  const step = Math.ceil(times.length / MOST);
  const shown = times.map((_, index) => index).filter((index) => index % step === 0);
  const columns = curves.flatMap(({ name, values, upper }) =>
    upper ? [[`${name}, least`, values] as const, [`${name}, greatest`, upper] as const] : [[name, values] as const],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section class="scroll" tabIndex={0} aria-label={`Values of ${title}`}>
      <table>
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {columns.map(([name]) => (
              <th scope="col" key={name}>
                <bdi>{name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((index) => (
            <tr key={times[index]}>
              <th scope="row">{instantText(times[index], zone, 0)}</th>
              {columns.map(([name, values]) => (
                <td key={name} class="number">
                  {numberText(values[index], decimals)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {step > 1 && <p class="quiet">One of {step} places on the chart.</p>}
    </section>
  );
}
