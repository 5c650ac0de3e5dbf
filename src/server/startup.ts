/** What is made ready once the server listens, so that nobody who asks waits for it. */
export interface Startup {
  add(task: Promise<unknown>): void;
  /** Whether some of it is still being made. */
  busy(): boolean;
  /** Resolves when none is. What failed is told to whoever asks for it. */
  ended(): Promise<void>;
}

export function createStartup(): Startup {
  const tasks = new Set<Promise<unknown>>();
  return {
    add(task) {
      tasks.add(task);
      const ended = () => void tasks.delete(task);
      task.then(ended, ended);
    },
    busy: () => tasks.size > 0,
    async ended() {
      await Promise.allSettled(tasks);
    },
  };
}
