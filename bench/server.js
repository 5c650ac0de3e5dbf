// What a server of streams bears, measured over 127.0.0.1: many paced streams, connections that come and go, and one client
// that reads as fast as it can, beside the loop of the Python service whose names the streams have.
// node bench/server.js [streams] [seconds]
import { spawn, spawnSync } from "node:child_process";
import http from "node:http";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [streams = 10_000, seconds = 20] = process.argv.slice(2).map(Number);
const PORT = 18_790;
const LIMITS = ["streams=1e6", "client-streams=1e6", "requests=1e9"].flatMap((limit) => ["--limit", limit]);

const server = spawn(
  process.execPath,
  [here("../dist/cli/main.js"), "serve", "waveforms", "--port", String(PORT), "--log", "warn", ...LIMITS],
  { stdio: ["ignore", "ignore", "pipe"] },
);
await new Promise((resolve, reject) => {
  server.stderr.on("data", (text) => String(text).includes("/docs") && resolve());
  server.on("exit", () => reject(new Error("the server did not start")));
});

const agent = new http.Agent({ maxSockets: Infinity });
const get = (path) =>
  new Promise((resolve, reject) => {
    http.get({ host: "127.0.0.1", port: PORT, path, agent }, resolve).on("error", reject);
  });

async function figures() {
  let text = "";
  for await (const part of await get("/metrics")) text += part;
  return (name) => Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

const memory = () => Number(spawnSync("ps", ["-o", "rss=", "-p", String(server.pid)]).stdout) / 1024;
const processor = () => {
  const [minutes, rest] = String(spawnSync("ps", ["-o", "cputime=", "-p", String(server.pid)]).stdout)
    .trim()
    .split(/:(?=[^:]*$)/);
  return minutes.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 60 + Number(rest);
};

/** The value that a share of others does not exceed. */
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Many streams of one event a second: whether all come, and how much later than their timestamps, which is when they are due. */
async function paced() {
  const open = [];
  const late = [];
  let events = 0;
  for (let i = 0; i < streams; i += 100) {
    const some = await Promise.all(
      Array.from({ length: Math.min(100, streams - i) }, () => get("/sine?format=ndjson")),
    );
    for (const answer of some) {
      const one = { answer, count: 0, began: 0 };
      open.push(one);
      answer.on("data", (bytes) => {
        const now = Date.now();
        for (const row of String(bytes).trimEnd().split("\n")) {
          // after {"timestamp":"; parsing all of it would keep this side from keeping up
          const due = Date.parse(row.slice(14, row.indexOf('"', 14)));
          if (one.count === 0) one.began = due;
          late.push(now - due);
          one.count++;
          events++;
        }
      });
    }
  }
  // all are open: only what comes from here on counts
  late.length = 0;
  const before = events;
  const [used, began] = [processor(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const took = (performance.now() - began) / 1000;
  const cores = (processor() - used) / took;
  // what was due until two seconds ago
  const now = Date.now() - 2000;
  const missing = open.filter(({ began, count }) => count < Math.floor((now - began) / 1000) + 1).length;
  late.sort((a, b) => a - b);
  const rss = memory();
  for (const { answer } of open) answer.destroy();
  return {
    streams: open.length,
    "events a second": Math.round((events - before) / took),
    "streams an event short": missing,
    "lateness p50 ms": quantile(late, 0.5),
    "lateness p99 ms": quantile(late, 0.99),
    "server cores": Math.round(cores * 100) / 100,
    "server MB": Math.round(rss),
  };
}

/** Connections that are opened, read once and dropped: what is left open, and whether memory grows. */
async function dropped() {
  const sizes = [];
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 1000; i += 50) {
      const some = await Promise.all(Array.from({ length: 50 }, () => get("/sine")));
      await Promise.all(some.map((answer) => new Promise((resolve) => answer.once("data", resolve))));
      for (const answer of some) answer.destroy();
    }
    let open = 1;
    while (open > 0) open = (await figures())("fauxmetry_streams");
    sizes.push(Math.round(memory()));
  }
  return { "connections dropped": 5000, "streams left": 0, "server MB by thousand": sizes.join(" ") };
}

/** Rows a second of one client that reads flat out. */
async function flat(path) {
  const answer = await get(path);
  let bytes = 0;
  let rows = 0;
  const began = performance.now();
  for await (const part of answer) {
    bytes += part.length;
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) rows++;
    if (performance.now() - began > 5000) break;
  }
  const took = (performance.now() - began) / 1000;
  return { "rows a second": Math.round(rows / took), "MB a second": Math.round(bytes / took / 1e6) };
}

const results = {
  paced: await paced(),
  dropped: await dropped(),
  "flat /sine": await flat("/sine?interval=0"),
  "flat /normal": await flat("/normal?interval=0"),
};
const python = spawnSync("python3", [here("peers/stream_loop.py")], { encoding: "utf8" });
if (python.status === 0) {
  const loop = Number(python.stdout);
  results["the Python loop"] = {
    "rows a second": loop,
    "times as fast": Math.round(results["flat /sine"]["rows a second"] / loop),
  };
} else results["the Python loop"] = { skipped: "python3 is not there" };
for (const [name, figures] of Object.entries(results)) {
  console.log(name);
  for (const [what, value] of Object.entries(figures)) console.log(`  ${what}: ${value}`);
}
server.kill();
