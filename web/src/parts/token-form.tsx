import { unlock } from "../api.ts";

/** Asks for the token of a server that wants one. */
export function TokenForm() {
  return (
    <form
      class="panel token"
      onSubmit={(event) => {
        event.preventDefault();
        unlock(String(new FormData(event.currentTarget).get("token") ?? "").trim());
      }}
    >
      <h1>This server asks for a token</h1>
      <p>Whoever started it gave one with --token or FAUXMETRY_TOKENS. It is kept until this tab is closed.</p>
      <label>
        Token <input name="token" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Continue</button>
    </form>
  );
}
