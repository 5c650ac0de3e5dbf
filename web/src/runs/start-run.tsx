import { useAnswer } from "../use-answer.ts";

interface Props {
  stores: readonly string[];
  onStart(scenario: string, store: string): void;
}

/** Which scenario is to be kept in which store. */
export function StartRun({ stores, onStart }: Props) {
  const { value } = useAnswer<{ scenarios: { name: string; expires?: string }[] }>("/v1/scenarios");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    onStart(String(form.get("scenario")), String(form.get("store")));
  };
  return (
    <form class="take" onSubmit={submit}>
      <label>
        Keep{" "}
        <select name="scenario" aria-label="Scenario">
          {value?.scenarios
            // what was sent to the server is not written to its stores
            .filter(({ expires }) => expires === undefined)
            .map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
        </select>
      </label>
      <label>
        in{" "}
        <select name="store" aria-label="Store">
          {stores.map((store) => (
            <option key={store}>{store}</option>
          ))}
        </select>
      </label>
      <button type="submit">Start a run</button>
    </form>
  );
}
