import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { PermanentError } from "../core/error.ts";

/** A file that is being written: it has no name until it is whole. */
export interface WholeFile {
  write(text: string | Uint8Array): void;
  /** Ends it and gives it its name, a path below the folder. Refuses to replace a file, unless forced. */
  keep(path: string): void;
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
      mkdirSync(directory, { recursive: true });
      const temporary = join(directory, `.unfinished-${process.pid}-${opened++}`);
      const fd = openSync(temporary, "w");
      let text = "";
      let open = true;
      const end = () => {
        writeAll(fd, Buffer.from(text));
        closeSync(fd);
        open = false;
      };
      return {
        write(piece) {
          if (typeof piece === "string" && text.length + piece.length < BUFFER) {
            text += piece;
            return;
          }
          writeAll(fd, Buffer.from(text));
          writeAll(fd, typeof piece === "string" ? Buffer.from(piece) : piece);
          text = "";
        },
        keep(path) {
          check(path);
          end();
          mkdirSync(dirname(join(directory, path)), { recursive: true });
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
