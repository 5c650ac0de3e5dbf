/** The user or the system asked to stop. Exit code 130, or 143 for SIGTERM. */
export class Interrupted extends Error {
  override name = "Interrupted";
  readonly code: number;
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${signal}`);
    this.code = signal === "SIGINT" ? 130 : 143;
  }
}

/** Aborts at the first SIGINT or SIGTERM; the second one ends the program as if nothing listened. */
export function onInterrupt(): { abort: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (signal: "SIGINT" | "SIGTERM"): void => {
    end();
    controller.abort(new Interrupted(signal));
  };
  const end = (): void => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return { abort: controller.signal, end };
}
