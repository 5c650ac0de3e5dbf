// Feeds the generator, as signals use it, to the statistical tests of dieharder (Debian package of the same name).
// Usage: npm run build, then: node scripts/dieharder.js key-major|counter-major [arguments of dieharder, such as -d 203 -n 7]
// With `node scripts/dieharder.js ORDER --raw` the 32-bit words go to stdout instead, for other batteries (PractRand).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { derive, join, seedKey, words } from "../build/core/random.js";

const [order, ...rest] = process.argv.slice(2);
const orders = { "key-major": keyMajor, "counter-major": counterMajor };
if (!Object.hasOwn(orders, order)) {
  process.stderr.write(`expected an order, ${Object.keys(orders).join(" or ")}\n`);
  process.exit(2);
}

/** The series key of an entity, as a signal sees it: neighbouring identifiers, the hardest case. */
function seriesKey(seed, entity) {
  const signal = derive(derive(derive(seed, "metric"), "load"), "0");
  const id = `E${String(entity).padStart(9, "0")}`;
  return join({ a: 0, b: 0 }, signal, derive(derive(seed, "entity"), id));
}

/** One entity after another, 10,000 ticks of each: runs cross the borders of blocks. */
function* keyMajor(seed) {
  const run = 10_000;
  for (let entity = 0; ; entity += 100) {
    const out = new Int32Array(100 * run);
    for (let i = 0; i < 100; i++) words(out.subarray(i * run), seriesKey(seed, entity + i), 1000, run);
    yield out;
  }
}

/** Tick by tick, 1024 neighbouring entities at each. */
function* counterMajor(seed) {
  const width = 1024;
  const keys = Array.from({ length: width }, (_, i) => seriesKey(seed, i));
  const column = new Int32Array(1024);
  for (let tick = 0; ; tick += column.length) {
    const out = new Int32Array(width * column.length);
    keys.forEach((key, entity) => {
      words(column, key, tick, column.length);
      for (let i = 0; i < column.length; i++) out[i * width + entity] = column[i];
    });
    yield out;
  }
}

/** Every test that dieharder does not call suspect; of the 33 lags of 203, which read most of the data, six. */
const several = (test, first, last) =>
  Array.from({ length: last - first + 1 }, (_, i) => ["-d", test, "-n", first + i]);
const all = [
  ...[0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 15, 16, 17, 100, 101, 102].map((test) => ["-d", test]),
  ...several(200, 1, 12),
  ...several(201, 2, 5),
  ...several(202, 2, 5),
  ...[0, 1, 3, 7, 15, 31].map((lag) => ["-d", 203, "-n", lag]),
  ...[204, 205, 206, 207, 208, 209].map((test) => ["-d", test]),
];

/** Writes the words under a seed until the reader has had enough and closes the pipe. */
async function feed(stream, seed) {
  const bytes = Readable.from(orders[order](seedKey(seed)), { objectMode: true }).map(
    (out) => new Uint8Array(out.buffer),
  );
  await pipeline(bytes, stream).catch((error) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
}

if (rest[0] === "--raw") await feed(process.stdout, 1);
else
  for (const [i, test] of (rest.length > 0 ? [rest] : all).entries()) {
    const columns = ["test_name", "ntuple", "psamples", "pvalues", "assessment"].flatMap((name) => ["-D", name]);
    const battery = spawn("dieharder", ["-g", 200, ...test, ...columns].map(String), {
      stdio: ["pipe", "inherit", "inherit"],
    });
    battery.on("error", () => {
      process.stderr.write("dieharder is missing: apt-get install dieharder\n");
      process.exit(3);
    });
    const ended = once(battery, "exit");
    await feed(battery.stdin, i + 1);
    await ended;
  }
