import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { PermanentError } from "../core/error.ts";
import { makeFolder } from "./make-folder.ts";

/** A file that is being written: it has no name until it is whole. */
export interface WholeFile {
  write(text: string | Uint8Array): void;
  /** Ends it and gives it its name, a path below the folder. Refuses to replace a file, unless forced. */
  keep(path: string): void;
  /** Whether a file of that name stands below the folder already and holds just what was written so far. */
  same(path: string): boolean;
  /** Ends it and leaves nothing of it; does nothing once it is kept. */
  discard(): void;
}

/** Files of a folder that appear whole or not at all. */
export interface WholeFiles {
  open(): WholeFile;
  /** Throws where a file stands that may not be replaced. */
  check(path: string): void;
}

/** Text kept back before it is written. */
const BUFFER = 1 << 16;

export function createWholeFiles(directory: string, force: boolean): WholeFiles {
  let opened = 0;
  const check = (path: string) => {
    if (!force && existsSync(join(directory, path)))
      throw new PermanentError(`${join(directory, path)} exists already: --force replaces it`);
  };
  return {
    check,
    open() {
      makeFolder(directory);
      const temporary = join(directory, `.unfinished-${process.pid}-${opened++}`);
      const fd = openSync(temporary, "w+");
      let text = "";
      let open = true;
      const flush = () => {
        writeAll(fd, Buffer.from(text));
        text = "";
      };
      const end = () => {
        flush();
        closeSync(fd);
        open = false;
      };
      return {
        write(piece) {
          if (typeof piece === "string" && text.length + piece.length < BUFFER) {
            text += piece;
            return;
          }
          flush();
          writeAll(fd, typeof piece === "string" ? Buffer.from(piece) : piece);
        },
        same(path) {
          flush();
          return holdsSame(fd, join(directory, path));
        },
        keep(path) {
          check(path);
          end();
          makeFolder(dirname(join(directory, path)));
          renameSync(temporary, join(directory, path));
        },
        discard() {
          if (!open) return;
          text = "";
          end();
          rmSync(temporary, { force: true });
        },
      };
    },
  };
}

/** A write may take less than it was given. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** Whether a file holds the bytes of another, which is open. */
function holdsSame(fd: number, path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return false;
  const other = openSync(path, "r");
  try {
    const [one, two] = [Buffer.alloc(BUFFER), Buffer.alloc(BUFFER)];
    for (let at = 0; ; ) {
      const [n, m] = [readSync(fd, one, 0, BUFFER, at), readSync(other, two, 0, BUFFER, at)];
      if (n !== m || !one.subarray(0, n).equals(two.subarray(0, m))) return false;
      if (n === 0) return true;
      at += n;
    }
  } finally {
    closeSync(other);
  }
}

/** Writes one file, unless one with the same content is there already; tells whether it did. */
export function writeUnlessSame(files: WholeFiles, path: string, fill: (write: WholeFile["write"]) => void): boolean {
  const file = files.open();
  try {
    fill(file.write);
    if (file.same(path)) return false;
    file.keep(path);
    return true;
  } finally {
    file.discard();
  }
}

/** Writes one file; nothing is left of it when `fill` throws. */
export function writeWhole(files: WholeFiles, path: string, fill: (write: WholeFile["write"]) => void): void {
  const file = files.open();
  try {
    fill(file.write);
    file.keep(path);
  } finally {
    file.discard();
  }
}
