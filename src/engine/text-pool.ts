/** Texts kept as bytes in a few large pages: outside the heap, without an object each, up to 4 GB in all. */
export interface TextPool {
  /** Keeps bytes [from, to); returns where. */
  add(bytes: Uint8Array, from: number, to: number): number;
  /** Whether what is kept there is bytes [from, to). */
  holds(address: number, bytes: Uint8Array, from: number, to: number): boolean;
  text(address: number): string;
}

const PAGE_BITS = 20;
const PAGE = 1 << PAGE_BITS;
/** The first page is this large, the next twice, and so on up to PAGE: many tables are small. */
const FIRST = 1 << 12;
/** A length takes four bytes before its text. */
const LENGTH = 4;

export function createTextPool(): TextPool {
  const pages: Buffer[] = [];
  let last = Buffer.alloc(0);
  let used = 0;
  return {
    add(bytes, from, to) {
      const length = to - from;
      if (used + LENGTH + length > last.length) {
        const next = pages.length < 8 ? FIRST << pages.length : PAGE;
        if (pages.length === PAGE / 256) throw new RangeError("a table cannot hold more than 4 GB of different texts");
        last = Buffer.allocUnsafe(Math.max(next, LENGTH + length));
        pages.push(last);
        used = 0;
      }
      const address = (pages.length - 1) * PAGE + used;
      last.writeUInt32LE(length, used);
      for (let i = 0; i < length; i++) last[used + LENGTH + i] = bytes[from + i];
      used += LENGTH + length;
      return address;
    },
    holds(address, bytes, from, to) {
      const page = pages[address >>> PAGE_BITS];
      const at = address & (PAGE - 1);
      const length = to - from;
      if (page.readUInt32LE(at) !== length) return false;
      for (let i = 0; i < length; i++) if (page[at + LENGTH + i] !== bytes[from + i]) return false;
      return true;
    },
    text(address) {
      const page = pages[address >>> PAGE_BITS];
      const at = address & (PAGE - 1);
      return page.toString("utf8", at + LENGTH, at + LENGTH + page.readUInt32LE(at));
    },
  };
}
