/** Keeps what is under way within bounds. */
export interface Room {
  /** Waits until there is room for so many bytes, or nothing else is there, and takes it; resolves to what gives it back. */
  take(bytes: number): Promise<() => void>;
  /** Resolves once nobody waits for room. */
  calm(): Promise<void>;
}

/** Room for so many bytes, and so many takers at a time. Who comes first is let in first. */
export function createRoom(bytes: number, takers: number): Room {
  const queue: { size: number; enter: (leave: () => void) => void }[] = [];
  let resting: (() => void)[] = [];
  let free = bytes;
  let taken = 0;
  const admit = () => {
    while (queue.length > 0 && (taken === 0 || (taken < takers && queue[0].size <= free))) {
      const { size, enter } = queue.shift()!;
      free -= size;
      taken++;
      enter(() => {
        free += size;
        taken--;
        admit();
      });
    }
    if (queue.length > 0) return;
    for (const wake of resting) wake();
    resting = [];
  };
  return {
    take: (size) =>
      new Promise((enter) => {
        queue.push({ size, enter });
        admit();
      }),
    async calm() {
      if (queue.length > 0) await new Promise<void>((resolve) => resting.push(resolve));
    },
  };
}
