import type { App } from "./context.ts";

/** Time in which clients may take what is left of their streams, ms. */
const GRACE = 3000;

/** Takes no more requests, waits a moment for what is open to end, then ends it. The context's `abort` has aborted before. */
export async function shutDown(app: App): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), GRACE);
  await app.close();
  clearTimeout(timer);
}
