// The limit of the machine: the same megabyte again and again, to a new file or to standard output (-).
// Prints bytes a second to standard error.
import { closeSync, openSync, writeSync } from "node:fs";

const [path, megabytes] = process.argv.slice(2);
const block = Buffer.alloc(1 << 20, 120);
const fd = path === "-" ? 1 : openSync(path, "w");
const began = performance.now();
for (let i = 0; i < Number(megabytes); i++) for (let at = 0; at < block.length; ) at += writeSync(fd, block, at);
const seconds = (performance.now() - began) / 1000;
if (fd !== 1) closeSync(fd);
console.error(JSON.stringify({ bytesPerSecond: (Number(megabytes) * block.length) / seconds }));
