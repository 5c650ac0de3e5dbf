import { ask, token } from "../api.ts";

/** A link to a file of the server; where it wants a token, the file passes through the page. */
export function Download({ url, name, children }: { url: string; name: string; children: string }) {
  const fetched = async (event: MouseEvent) => {
    if (!token.peek()) return;
    event.preventDefault();
    save(await (await ask(url)).blob(), name);
  };
  return (
    <a class="button" href={url} download={name} onClick={fetched}>
      {children}
    </a>
  );
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
