/** When all who asked for a file so far will have given it back. */
const last = new Map<string, Promise<void>>();

/**
 * Waits until all who asked for a file before have given it back, and resolves to what gives it back. So writers of one
 * process wait for each other: one that waited within a client that blocks would keep the other from ever going on.
 * Rejects after `patience` ms.
 */
export async function turnAt(file: string, patience: number): Promise<() => void> {
  const before = last.get(file) ?? Promise.resolve();
  let end = () => {};
  const own = new Promise<void>((resolve) => {
    end = resolve;
  });
  const all = before.then(() => own);
  last.set(file, all);
  const leave = () => {
    end();
    if (last.get(file) === all) last.delete(file);
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it is locked: another writer of this process holds it")), patience);
  });
  return Promise.race([before, late]).then(
    () => {
      clearTimeout(timer);
      return leave;
    },
    (error) => {
      end();
      throw error;
    },
  );
}
